"""The rules on words that every gate shares, and what they look words up in.

A rule is a pure function: it takes a draft and what the draft may rest on, and returns what it
objects to, in words, or None. The gates of profile and explanations choose among them.
"""

from whyrec.agents.gate._grounding import (
    other_people,
    other_script,
    title_outside_placeholder,
    unknown_name,
    unknown_number,
    unknown_placeholder,
    unknown_topic,
    unsupported_word,
)
from whyrec.agents.gate._prose import (
    bad_length,
    denial,
    echo,
    instruction,
    not_prose,
    odd_character,
    repetition,
    sweeping,
    unfinished,
    wrong_article,
)
from whyrec.agents.gate._quoted import one_stop, quoted
from whyrec.agents.gate._titles import TitleIndex, TitleMatch, title_forms
from whyrec.agents.gate._topics import TopicIndex, TopicMatch
from whyrec.agents.gate._words import (
    PLACEHOLDER,
    Word,
    function_words,
    item_names,
    keys,
    readable,
    singular,
    words,
)

__all__ = [
    "PLACEHOLDER",
    "TitleIndex",
    "TitleMatch",
    "TopicIndex",
    "TopicMatch",
    "Word",
    "bad_length",
    "denial",
    "echo",
    "function_words",
    "instruction",
    "item_names",
    "keys",
    "not_prose",
    "odd_character",
    "one_stop",
    "other_people",
    "other_script",
    "quoted",
    "readable",
    "repetition",
    "singular",
    "sweeping",
    "title_forms",
    "title_outside_placeholder",
    "unfinished",
    "unknown_name",
    "unknown_number",
    "unknown_placeholder",
    "unknown_topic",
    "unsupported_word",
    "words",
    "wrong_article",
]
