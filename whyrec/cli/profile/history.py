"""``whyrec profile history``: every version and what made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from whyrec.cli._options import User
from whyrec.cli._plain import plain
from whyrec.cli._screen import table
from whyrec.cli._session import Session
from whyrec.cli._users import require_known

if TYPE_CHECKING:
    from whyrec.domain import Revision


async def history(session: Session, user: User) -> None:
    """List every version of a profile, what made it and what was refused."""
    async with session.anywhere() as rec:
        await require_known(rec, session.look(rec), user)
        revisions = await rec.revisions(user)
        moved = {report.version: report.alarm for report in await rec.drift_history(user)}
    rows = table("version", "events up to", "made by", "what changed", "refused", "taste")
    for revision in revisions:
        made = revision.patch.provenance
        rows.add_row(
            str(revision.profile.version),
            f"{revision.patch.at:%Y-%m-%d %H:%M}",
            plain(f"{made.mode}, {made.model}" if made.model else made.mode),
            _counted([o.op for o in revision.patch.operations]),
            _counted([r.rule for r in revision.rejected]),
            "moved" if moved.get(revision.profile.version) else "",
        )
    session.screen.say(rows)
    if not revisions:
        session.screen.note(f"No versions yet: whyrec evolve {user}")
    if any(moved.values()):
        session.screen.note(f"What moved, and by what: whyrec drift {user}")
    session.screen.result([_as_json(r, moved) for r in revisions])


def _counted(names: list[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in Counter(names).items())


def _as_json(revision: Revision, moved: Mapping[int | None, bool]) -> dict[str, object]:
    said = revision.model_dump(mode="json", include={"patch", "rejected"})
    version = revision.profile.version
    told = {
        "version": version,
        "parent": revision.profile.parent,
        "taste_moved": moved.get(version),
    }
    return told | said
