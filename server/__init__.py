"""What answers over HTTP: the OpenAI-compatible API, REST, the web page.

Everything goes through one `whyrec.Recommender`; nothing here thinks or remembers by itself.
"""

from whyrec.server._app import create_app
from whyrec.server._auth import keys_required, reached_from_elsewhere
from whyrec.server._logging import start_logging
from whyrec.server._run import Server, listen, new_loop, url_of

__all__ = [
    "Server",
    "create_app",
    "keys_required",
    "listen",
    "new_loop",
    "reached_from_elsewhere",
    "start_logging",
    "url_of",
]
