"""What answers over HTTP: the OpenAI-compatible API, REST, the web page.

Everything goes through one `whyrec.Recommender`; nothing here thinks or remembers by itself.
"""

from whyrec.server._app import create_app

__all__ = ["create_app"]
