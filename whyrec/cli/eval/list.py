"""``whyrec eval list``: the suites."""

from __future__ import annotations

from whyrec.cli._session import Session
from whyrec.cli.eval._needed import need_evals


def list_(session: Session) -> None:
    """List the suites that ship."""
    need_evals()
    from whyrec.evals import load_suite, shipped

    suites = [load_suite(name)[0] for name in shipped()]
    width = max(len(suite.name) for suite in suites)
    for suite in suites:
        session.screen.say(f"{suite.name:<{width}}  {suite.about}")
    session.screen.result([suite.model_dump(mode="json") for suite in suites])
