"""Routes of the page: what goes wrong on one is told by a page too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from whyrec._complaints import complaint
from whyrec.errors import InputError, WhyrecError
from whyrec.server._page._render import page

_TITLED = (403, 404, 409, 422, 429, 503)


class _PageRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"][1:])
                return error_page(request, InputError(f"{place}: {complaint(first)}."))
            except WhyrecError as error:
                return error_page(request, error)

        return handle


def router() -> APIRouter:
    """A router for pages; they are no part of the described API."""
    return APIRouter(include_in_schema=False, route_class=_PageRoute)


def error_page(request: Request, error: WhyrecError) -> Response:
    """What went wrong, in words, with the way back."""
    status = error.http_status
    title = f"error.title_{status if status in _TITLED else 'other'}"
    return page(request, "error", status=status, title=title, message=str(error))
