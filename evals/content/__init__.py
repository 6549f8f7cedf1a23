"""What items are about, as said by rules and by a model, against labels by hand."""

from whyrec.evals.content._run import run_content

__all__ = ["run_content"]
