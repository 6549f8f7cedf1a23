"""On whose data a command works: a home of this machine, or a running server's."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from whyrec.errors import HeldError, InputError

if TYPE_CHECKING:
    from whyrec.cli._session import Session


class Reach(Enum):
    """How a command takes ``--url`` and the setting ``url``."""

    SERVER = "works on a home here, or with --url on a running server"
    HOME = "works on a home here alone, and refuses both"
    MACHINE = "works on no data of a server's: refuses --url, and what is set is nothing to it"


ELSEWHERE = "Run it where the server runs, without --url and WHYREC_URL."

WITHOUT_SERVER = (
    "This command does not work through a server: stop the server that runs on this home, and "
    "start it again afterwards. Another command that runs here has to be waited for."
)


def at_home(error: BaseException, reach: Reach | None) -> BaseException:
    """The same error; of a command that needs a home, with a remedy that does not lead elsewhere.

    Args:
        error: What ended the command.
        reach: What the command can work on.
    """
    if isinstance(error, HeldError) and reach is Reach.HOME:
        return HeldError(error.message, remedy=WITHOUT_SERVER)
    return error


def require(session: Session, name: str, reach: Reach, instead: str = ELSEWHERE) -> None:
    """Refuse options that do not go together before anything is done.

    Args:
        session: The command's options.
        name: The command as it is written.
        reach: What it can work on.
        instead: What to do where it cannot work through a server.

    Raises:
        InputError: A server is named, and the command needs a home; or the options contradict.
    """
    common = session.common
    if common.url is not None and reach is Reach.MACHINE:
        raise InputError(f"{name} works on this machine alone.", remedy="Leave --url out.")
    if reach is Reach.MACHINE:
        return
    if session.url is not None and reach is Reach.HOME:
        raise InputError(f"{name} works on a home here, not through a server.", remedy=instead)
    if session.url is None:
        if common.key_file is not None:
            raise InputError("--key-file names the key of a server.", remedy="Name it with --url.")
        return
    if common.home is not None:
        raise InputError("--home names a home here, --url a server.", remedy="Give one of the two.")
    if common.tenant is not None:
        raise InputError(
            "Through a server, the tenant is that of the key.",
            remedy="Leave --tenant out, or use a key of that tenant.",
        )
