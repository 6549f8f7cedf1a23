"""What measures: protocols, metrics, baselines."""

from whyrec.evals._protocol_full import cut_moment, split_at
from whyrec.evals._task import Split, System, Task, ranks_of

__all__ = ["Split", "System", "Task", "cut_moment", "ranks_of", "split_at"]
