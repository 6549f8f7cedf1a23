"""What items are about, in words of a closed vocabulary: by rules or by a model, checked."""

from whyrec.agents.content._ask import ask, prompt_key
from whyrec.agents.content._enrich import enriched
from whyrec.agents.content._gate import RULES, Checked, check
from whyrec.agents.content._match import Matcher, code_key, completed
from whyrec.agents.content._schema import answer_type, content_messages
from whyrec.agents.content._vocabulary import (
    MOST,
    Entry,
    Vocabulary,
    load_vocabulary,
    shows,
    text_hash,
)

__all__ = [
    "MOST",
    "RULES",
    "Checked",
    "Entry",
    "Matcher",
    "Vocabulary",
    "answer_type",
    "ask",
    "check",
    "code_key",
    "completed",
    "content_messages",
    "enriched",
    "load_vocabulary",
    "prompt_key",
    "shows",
    "text_hash",
]
