"""The page's own files and those of libraries, under addresses that change with what is in them.

So a browser keeps them for a year and never asks again.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import Response

from whyrec.errors import NotFoundError

router = APIRouter(include_in_schema=False)

FILES = ("page.css", "page.js", "chart.js", "docs.js", "icon.svg")
LIBRARIES = {
    "bokeh.min.js": ("bokeh", "server/static/js"),
    "bokeh-api.min.js": ("bokeh", "server/static/js"),
    "swagger-ui-bundle.js": ("fastapi_offline", "static"),
    "swagger-ui.css": ("fastapi_offline", "static"),
}
"""Files that installed packages bring, with the package and its folder."""

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOLDER = Path(__file__).parent / "static"
_YEAR = "public, max-age=31536000, immutable"


class _File(NamedTuple):
    body: bytes
    packed: bytes
    kind: str
    mark: str


def address(name: str) -> str:
    """Where a file is served: its content, or the library's version, is in the path."""
    if name in LIBRARIES:
        return f"/static/vendor/{_package(name)}/{name}"
    return f"/static/{_read(name).mark}/{name}"


@router.get("/static/{mark}/{name}")
async def own(request: Request, mark: str, name: str) -> Response:
    """A file of the page; under a mark that is not its own it is served, but not kept."""
    if name not in FILES:
        raise NotFoundError(f"There is no file {name}.")
    return _served(request, _read(name), kept=mark == _read(name).mark)


@router.get("/static/vendor/{package}/{name}")
async def vendor(request: Request, package: str, name: str) -> Response:
    """A file of a library, as the installed package brings it."""
    if name not in LIBRARIES or package != _package(name):
        raise NotFoundError(f"There is no file {package}/{name}.")
    return _served(request, _library(name), kept=True)


def _served(request: Request, file: _File, *, kept: bool) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        "Cache-Control": _YEAR if kept else "no-cache",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(file.packed if packed else file.body, media_type=file.kind, headers=headers)


@cache
def _read(name: str) -> _File:
    return _file(_FOLDER / name)


@cache
def _package(name: str) -> str:
    package, _ = LIBRARIES[name]
    return f"{package}-{version(package)}"


@cache
def _library(name: str) -> _File:
    package, folder = LIBRARIES[name]
    # Found and not imported: only its files are used.
    found = find_spec(package)
    assert found is not None
    assert found.origin is not None
    return _file(Path(found.origin).parent / folder / name)


def _file(path: Path) -> _File:
    body = path.read_bytes()
    mark = hashlib.sha256(body).hexdigest()[:12]
    return _File(body, gzip.compress(body, 9, mtime=0), _KINDS[path.suffix], mark)
