"""What the server's benchmarks share: a home, an engine that answers by the clock, a load.

There are three processes. The server has one core to itself; the load and the engine share another.
"""

from serving._home import USERS, build
from serving._load import Load, Outcome, Request, chat, finish, run, start
from serving._processes import Engine, cpu_s, engine, readyz, resident_mb, server

__all__ = [
    "USERS",
    "Engine",
    "Load",
    "Outcome",
    "Request",
    "build",
    "chat",
    "cpu_s",
    "engine",
    "finish",
    "readyz",
    "resident_mb",
    "run",
    "server",
    "start",
]
