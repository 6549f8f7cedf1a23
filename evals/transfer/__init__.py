"""Transfer: what is known of users in a domain they are new to."""

from whyrec.evals.transfer._run import run_transfer

__all__ = ["run_transfer"]
