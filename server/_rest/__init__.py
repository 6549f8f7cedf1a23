"""REST: what a product's backend calls, under ``/v1/users``, ``/v1/items`` and ``/v1/rules``."""

from whyrec.server._rest._install import install

__all__ = ["install"]
