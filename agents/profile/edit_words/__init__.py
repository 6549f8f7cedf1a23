"""What a user asks for in words: "no more horror", "多来点喜剧", "I now have small children".

Rules alone decide what is wanted and what is not; a model may at most say which of the catalogue's
topics a word means. A negation can never become a like: what is not understood for certain has no
effect and says so.
"""

from whyrec.agents.profile.edit_words._parse import ChooseTopic, parse, parse_with_model
from whyrec.agents.profile.edit_words._text import tidy, with_decades
from whyrec.agents.profile.edit_words._wish import NotUnderstood, Wish

__all__ = [
    "ChooseTopic",
    "NotUnderstood",
    "Wish",
    "parse",
    "parse_with_model",
    "tidy",
    "with_decades",
]
