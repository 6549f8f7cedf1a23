"""What a front end's job is answered with: by code, in the shape that is asked for."""

from __future__ import annotations

import json
import re
from typing import Any

from whyrec.domain import Language
from whyrec.server._openai._jobs import Job

_HAN = re.compile(r"[\u3400-\u9fff]")
_UNTITLED: dict[Language, str] = {"en": "New chat", "zh": "新对话"}
_TAGS: dict[Language, str] = {"en": "Recommendations", "zh": "推荐"}
_FOLLOW_UPS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Why the first one?",
        "More like the second one, please.",
        "What do you know about my taste?",
    ),
    "zh": ("为什么推荐第一个？", "再来些像第二个那样的。", "你了解我的哪些喜好？"),
}
_TITLE_WORDS = 6
_TITLE_HAN = 16
_SUMMARY_LINES = 10
_SUMMARY_CHARACTERS = 200


def answer(job: Job) -> str:
    """The text to answer a job with. Nothing is asked of a model, nothing is kept."""
    words = _words(job)
    if job.key is None:
        return "\n".join(words) if isinstance(words, tuple) else words
    value: dict[str, Any] = {job.key: words}
    return json.dumps(value, ensure_ascii=False)


def _words(job: Job) -> str | tuple[str, ...]:
    language = _language(job.said)
    match job.kind:
        case "title":
            return _title(job.said, language)
        case "tags":
            return (_TAGS[language],)
        case "follow_ups":
            return _FOLLOW_UPS[language]
        case "summary":
            return _summary(job.said)
        case "emoji":
            return "🙂"
        case "queries" | "tool_choice":
            return ()
        case "completion" | "image_prompt":
            return ""


def _language(said: tuple[str, ...]) -> Language:
    return "zh" if any(_HAN.search(words) for words in said) else "en"


def _title(said: tuple[str, ...], language: Language) -> str:
    """The user's first words, as a line of a list of chats shows them."""
    first = " ".join(re.sub(r"[\s\"“”*#`<>{}]+", " ", said[0]).split()) if said else ""
    short = first[:_TITLE_HAN] if language == "zh" else " ".join(first.split()[:_TITLE_WORDS])
    short = short[:80].rstrip(" .,;:!?。，；：！？、")
    return short[:1].upper() + short[1:] or _UNTITLED[language]


def _summary(said: tuple[str, ...]) -> str:
    lines = (" ".join(words.split())[:_SUMMARY_CHARACTERS] for words in said[-_SUMMARY_LINES:])
    return " / ".join(line for line in lines if line)
