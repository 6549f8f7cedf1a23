"""The errors a caller of whyrec can meet.

Each kind carries, once and for all surfaces, the HTTP status the server answers and the exit code
the command line ends with. Whatever a user can cause is one of these and is shown without a
traceback; anything else is a bug of ours.
"""

from __future__ import annotations

from typing import ClassVar


class WhyrecError(Exception):
    """Base of all errors raised on purpose.

    Args:
        message: What is wrong, naming the place (file, line, field, id).
        remedy: What the reader can do about it, one sentence.
        field: The field of a request that is meant, with dots for what lies within.
    """

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(
        self, message: str, *, remedy: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}" if self.remedy else self.message


class InputError(WhyrecError):
    """What was passed in cannot be used: a bad row, option, setting or request."""

    http_status = 422
    exit_code = 2


class MalformedError(InputError):
    """A request that lacks what it is about: no body, no user."""

    http_status = 400


class TooLargeError(InputError):
    """A request's body is longer than the server takes."""

    http_status = 413


class TooSlowError(InputError):
    """A request's body did not come in time."""

    http_status = 408


class UnauthorizedError(WhyrecError):
    """No key, or one that is unknown or revoked."""

    http_status = 401
    exit_code = 5


class ForbiddenError(WhyrecError):
    """The key does not allow this."""

    http_status = 403
    exit_code = 5


class NotFoundError(WhyrecError):
    """No such user, item, event, version or prompt for this tenant."""

    http_status = 404
    exit_code = 3


class ConflictError(WhyrecError):
    """Somebody else holds or changed it: a version, an id with other content, the vector folder."""

    http_status = 409
    exit_code = 4


class HeldError(ConflictError):
    """Another process holds the vectors' folder."""


class PrerequisiteError(WhyrecError):
    """Something that must be installed, built or started first is missing."""

    http_status = 503
    exit_code = 5


class TooManyError(WhyrecError):
    """Over the rate limit of a key."""

    http_status = 429
    exit_code = 6


class OverloadedError(WhyrecError):
    """The server has more to do than it can, or was not done in time."""

    http_status = 503
    exit_code = 6


class UpstreamError(WhyrecError):
    """A model or embedding server failed, was too slow, or answered nonsense.

    Args:
        message: What is wrong.
        remedy: What the reader can do about it, one sentence.
        field: The field of a request that is meant.
        kind: The same without words of the server's, which may be those it was asked with.
    """

    http_status = 502
    exit_code = 6

    def __init__(
        self,
        message: str,
        *,
        remedy: str | None = None,
        field: str | None = None,
        kind: str | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self._kind = message if kind is None else kind

    @property
    def brief(self) -> str:
        """What may be written down, and told to others than who asked."""
        return f"{self._kind} {self.remedy}" if self.remedy else self._kind


class UnusableAnswerError(UpstreamError):
    """It answered, and the answer cannot be used, or it was asked for what it cannot do."""
