"""What measures: protocols, systems, metrics, suites, reports."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whyrec.evals._context import Context
    from whyrec.evals._run import begin_anew, find_report, run_folder, run_suite
    from whyrec.evals._suite import Suite
    from whyrec.evals._suite_file import load_suite, shipped

__all__ = [
    "Context",
    "Suite",
    "begin_anew",
    "find_report",
    "load_suite",
    "run_folder",
    "run_suite",
    "shipped",
]

_HOMES = {
    "Context": "_context",
    "Suite": "_suite",
    "begin_anew": "_run",
    "find_report": "_run",
    "load_suite": "_suite_file",
    "run_folder": "_run",
    "run_suite": "_run",
    "shipped": "_suite_file",
}


def __getattr__(name: str) -> Any:
    # Imported when asked for: a metric alone must not load the engines.
    if name not in _HOMES:
        raise AttributeError(f"module 'whyrec.evals' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"whyrec.evals.{_HOMES[name]}"), name)
