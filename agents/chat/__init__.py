"""The chat agent: it routes a message, acts through a recommender, and phrases the answer.

`converse` is imported by who uses it, so that LangGraph is loaded only for a chat:
``from whyrec.agents.chat._graph import converse``.
"""

from whyrec.agents.chat._act_questions import learn
from whyrec.agents.chat._language import language_of
from whyrec.agents.chat._memory import (
    LATEST_READ,
    Answered,
    Asked,
    Remembered,
    Turns,
    hashes_of,
    numbered_titles,
    text_hash,
    turn_hash,
)
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome
from whyrec.agents.chat._put import Put, in_words
from whyrec.agents.chat._route import Routed, route
from whyrec.agents.chat._shelf import Shelf
from whyrec.agents.chat._titles import TitleLookup
from whyrec.agents.chat._tools import Change, Erased, ModelPart, Tools

__all__ = [
    "LATEST_READ",
    "Answered",
    "Asked",
    "Change",
    "Erased",
    "Message",
    "ModelPart",
    "Outcome",
    "Put",
    "Remembered",
    "Routed",
    "Shelf",
    "TitleLookup",
    "Tools",
    "Turns",
    "hashes_of",
    "in_words",
    "language_of",
    "learn",
    "numbered_titles",
    "route",
    "text_hash",
    "turn_hash",
]
