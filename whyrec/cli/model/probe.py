"""``whyrec model probe``: what the configured engine can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whyrec.cli._bars import bar
from whyrec.cli._plain import plain
from whyrec.cli._screen import Screen, table
from whyrec.cli._session import Session
from whyrec.errors import InputError

if TYPE_CHECKING:
    from whyrec.agents.models import CapabilityCard

TASKS = ("patch", "name", "sentence", "route", "likelihood", "listwise", "content")


async def probe(session: Session) -> None:
    """Measure what the language model can do, and keep the result.

    The card decides how much of a profile the model writes and whether it judges candidates. An
    engine that was never measured is measured when first used.
    """
    async with session.recommender() as rec:
        card = await rec.probe(session.stages)
        session.stages.clear()
    if card is None:
        raise InputError(
            "The language model is switched off.", remedy="Set WHYREC_ENGINE__ENABLED=true."
        )
    print_card(session.screen, card)
    session.screen.result(
        {**card.model_dump(mode="json"), "patch_mode": card.patch_mode, "judge": card.judge}
    )


def print_card(screen: Screen, card: CapabilityCard) -> None:
    """Print a capability card."""
    screen.say(f"{card.model} ({card.engine}), measured in {card.seconds:.0f} s", style="bold")
    rows = table("task", "score", "", ("cases", {"justify": "right"}), "passed")
    for task in TASKS:
        score = getattr(card, task)
        rows.add_row(
            task,
            f"{score.score:.2f}",
            bar(score.score, 1.0, unicode=screen.unicode),
            str(score.n),
            "yes" if score.passed else plain(score.failure or "no"),
        )
    screen.say(rows)
    judge = f"by {card.judge}" if card.judge else "it is not asked"
    content = "by the model" if card.content.passed else "by rules"
    screen.say(f"Profiles: {card.patch_mode}. Judging candidates: {judge}. Content: {content}.")
