"""Whether explanations are grounded in their evidence, judged without the gate."""

from whyrec.evals.grounding._agreement import Agreement, Disagreement, agreement
from whyrec.evals.grounding._cases import Case, hand_labelled, load_cases
from whyrec.evals.grounding._catalogue_titles import CatalogueTitles
from whyrec.evals.grounding._checker import check
from whyrec.evals.grounding._contexts import Circumstance, circumstances
from whyrec.evals.grounding._evidence import GROUNDS, Evidence, Ground, evidence_of
from whyrec.evals.grounding._ids import ids_exist, unreal_ids
from whyrec.evals.grounding._popularity import popularity
from whyrec.evals.grounding._verdict import Claim, ClaimKind, Verdict

__all__ = [
    "GROUNDS",
    "Agreement",
    "Case",
    "CatalogueTitles",
    "Circumstance",
    "Claim",
    "ClaimKind",
    "Disagreement",
    "Evidence",
    "Ground",
    "Verdict",
    "agreement",
    "check",
    "circumstances",
    "evidence_of",
    "hand_labelled",
    "ids_exist",
    "load_cases",
    "popularity",
    "unreal_ids",
]
