"""whyrec: the recommender that can always answer "why this?".

``Recommender`` is the whole API; ``SyncRecommender`` is the same for scripts without asyncio.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from whyrec._sync import SyncRecommender
    from whyrec.recommender import Recommender
    from whyrec.settings import Settings, load_settings

__all__ = ["Recommender", "Settings", "SyncRecommender", "__version__", "load_settings"]

_HOMES = {
    "Recommender": "whyrec.recommender",
    "Settings": "whyrec.settings",
    "SyncRecommender": "whyrec._sync",
    "load_settings": "whyrec.settings",
}


def __getattr__(name: str) -> Any:
    # Imported when asked for: whyrec.domain alone must not load numpy and the engines.
    if name not in _HOMES:
        raise AttributeError(f"module 'whyrec' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
