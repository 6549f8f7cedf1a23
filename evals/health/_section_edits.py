"""Section: do a user's words change the list?"""

from __future__ import annotations

from collections.abc import Sequence

from whyrec.evals.health._edits import LATER, TEMPTED
from whyrec.evals.health._figures import array, value
from whyrec.evals.health._outcomes import Edited, EditPass
from whyrec.evals.metrics import Difference, paired_bootstrap
from whyrec.evals.report import Cell, Column, Plot, Section, Series, Table, Value

_NAMES = {"less": "no more X", "more": "more X", "en": "English", "zh": "Chinese"}
_MOMENTS = ("before", "after", f"{LATER} updates later")


def name_of(one: EditPass) -> str:
    """As tables call it."""
    return f"{_NAMES[one.wish]}, {_NAMES[one.language]}"


def gain(users: Sequence[Edited]) -> Difference:
    """How much more of the topic is in the first ten once it was asked for, paired by user."""
    return paired_bootstrap(array(u.after for u in users), array(u.before for u in users))


def edits_section(passes: Sequence[EditPass]) -> Section:
    """Share of the topic before and after."""
    rows: list[list[Cell]] = []
    series = []
    for one in passes:
        users, found = one.users, gain(one.users)
        shares = [value(m) for m in _moments(users)]
        rows.append(
            [
                name_of(one),
                len(users),
                one.left_out,
                sum(u.understood for u in users),
                *shares,
                Value.of(found),
            ]
        )
        series.append(
            Series(
                name=name_of(one),
                x=list(_MOMENTS),
                y=[s.mean for s in shares],
                low=[s.low for s in shares],
                high=[s.high for s in shares],
            )
        )
    table = Table(
        title="Share of the topic in the first ten",
        columns=[
            Column(name="said"),
            Column(name="n", explanation="users", kind="count"),
            Column(name="left out", explanation="users", kind="count"),
            Column(name="understood", explanation="users", kind="count"),
            *(Column(name=moment, kind="interval") for moment in _MOMENTS),
            Column(name="change", explanation="after, less before", kind="interval"),
        ],
        rows=rows,
        note="Left out: nothing is clear in what they like and are shown, or the Chinese name of "
        "the topic is not known here.",
    )
    return Section(
        title="Edits",
        text="“No more X” is said of what the user's likes are most about and the first ten show; "
        "“more X” of something of which the user took least, measured by how much the catalogue "
        f"has. {LATER} updates follow, one event each, on other topics; after “no more X” "
        f"{len(TEMPTED)} of them like X all the same.",
        tables=[table],
        plots=[
            Plot(
                title="What was said, and the first ten",
                kind="line",
                x="moment",
                y="share of the topic",
                series=series,
            )
        ],
    )


def _moments(users: Sequence[Edited]) -> list[list[float]]:
    return [[u.before for u in users], [u.after for u in users], [u.later for u in users]]
