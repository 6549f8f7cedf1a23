"""Jobs that chat front ends send to the model of the chat: titles, tags, follow-ups and the like.

They look like questions and are none: nobody waits for a recommendation, and nothing in them is
the user's word. Each rule reads what distinguishes one family of such prompts, by several signs
together, since a person may well ask for "a title of a good film". A rule that is in doubt says
no: a chat turn too many is harmless, a person's question answered by a title is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from whyrec.domain import ChatTurn
from whyrec.server._openai._dialogue import edges, quoted, said_in, speakers

JobKind = Literal[
    "title",
    "tags",
    "follow_ups",
    "queries",
    "completion",
    "image_prompt",
    "tool_choice",
    "emoji",
    "summary",
]


class Job(NamedTuple):
    """What a front end wants done about a conversation."""

    kind: JobKind
    key: str | None
    """Key of the JSON object it is to be answered in; None: plain text."""
    said: tuple[str, ...]
    """What the user said in the conversation that is meant, oldest first."""


class _Prompt(NamedTuple):
    system: str
    last: str
    """The last message, whoever is said to have written it."""
    said: tuple[str, ...]
    """What the user said in messages of their own, the last one left out if it is the job."""


Rule = Callable[[_Prompt], Job | None]

_KEYS: dict[str, JobKind] = {
    "title": "title",
    "tags": "tags",
    "follow_ups": "follow_ups",
    "queries": "queries",
    "text": "completion",
    "prompt": "image_prompt",
}
_KEY = re.compile(rf"\{{\s*\"({'|'.join(_KEYS)})\"\s*:")
_MAKE = r"\b(?:generate|create|write|provide|produce|make|give|return|output|suggest)\b"
_TALK = r"\b(?:conversation|chat|discussion|dialogue|exchange|session)\b"
_ABOUT = r"(?:for|of|to|from|on|that|which|based on|capturing|describing|summari[sz]\w*)"
_TITLE = re.compile(
    rf"{_MAKE}[^.\n]{{0,80}}\btitle\b[^.\n]{{0,60}}\b{_ABOUT}\b[^.\n]{{0,60}}{_TALK}"
    rf"|\btitle\b[^.\n]{{0,12}}\bfor (?:this|the|our) {_TALK}",
    re.IGNORECASE,
)
_TITLE_ZH = re.compile(
    r"(?:总结|概括|生成|提取|拟定|返回)[^。\n]{0,20}(?:会话|对话|聊天|这句话)[^。\n]{0,20}(?:标题|主题)"
    r"|(?:会话|对话|聊天|这句话)(?:的|总结为)[^。\n]{0,16}(?:标题|主题)"
)
_FORM = re.compile(
    r"-word\b|\bwords?\b|\bcharacters?\b|\b(?:only|solely|just) (?:return |output )?the title\b"
    r"|\b(?:only return|return only|respond only|reply only|respond with)\b"
    r"|\b(?:no|without|avoid|not)\b[^.\n]{0,30}\b(?:quot|punctuation|lead-in|markdown|emoji)"
    r"|个字|字以内|不要(?:解释|标点)|直接返回",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    rf"\bsummari[sz]e (?:the|this|our) (?:\w+ )?{_TALK}[^\n]{{0,120}}"
    r"(?:\bwords\b|future context|as context)"
    r"|总结[^。\n]{0,8}(?:会话|对话)[^。\n]{0,30}(?:上下文|提示|prompt)",
    re.IGNORECASE,
)
_SYSTEM_TITLE = re.compile(
    r"\b(?:generate|create|write|provide|produce)\b[^.\n]{0,60}\btitle\b[^.\n]{0,60}\b"
    rf"{_ABOUT}\b[^.\n]{{0,60}}(?:{_TALK}|\bmessage\b|\bquery\b)",
    re.IGNORECASE,
)
_ASKS: tuple[tuple[re.Pattern[str], JobKind], ...] = (
    (re.compile(rf"{_MAKE}[^.\n]{{0,80}}\b(?:title|name)\b", re.IGNORECASE), "title"),
    (re.compile(rf"{_MAKE}[^.\n]{{0,80}}\btags?\b", re.IGNORECASE), "tags"),
    (re.compile(rf"{_MAKE}[^.\n]{{0,80}}\bfollow-?\s?ups?\b", re.IGNORECASE), "follow_ups"),
    (re.compile(r"\bsummari[sz]e\b|\bsummary\b|总结|概括", re.IGNORECASE), "summary"),
)
_RECOMMEND = re.compile(r"\brecommend|推荐", re.IGNORECASE)


def recognise(turns: Sequence[ChatTurn]) -> Job | None:
    """The job a front end asks for with these messages; None where a person is speaking."""
    if not turns:
        return None
    prompt = _Prompt(
        "\n".join(t.content for t in turns if t.role == "system"),
        turns[-1].content.strip(),
        tuple(t.content for t in turns[:-1] if t.role == "user"),
    )
    return next((job for rule in RULES if (job := rule(prompt)) is not None), None)


def history_block(prompt: _Prompt) -> Job | None:
    """Open WebUI: a ``<chat_history>`` block, and the key to answer under named outside of it."""
    block = quoted(prompt.last)
    if block is None:
        return None
    said = said_in(block.dialogue) or prompt.said
    key = _KEY.search(block.around)
    if key:
        return Job(_KEYS[key.group(1)], key.group(1), said)
    kind = _asked(block.around)
    return Job(kind, None, said) if kind else None


def tool_choice(prompt: _Prompt) -> Job | None:
    """Open WebUI: which of the listed tools shall be called, as ``tool_calls``."""
    text = f"{prompt.system}\n{prompt.last}"
    if "Available Tools" in text and '"tool_calls"' in text and "JSON" in text:
        return Job("tool_choice", "tool_calls", prompt.said)
    return None


def emoji(prompt: _Prompt) -> Job | None:
    """Open WebUI: an emoji for the face of who wrote a message."""
    text = prompt.last.casefold()
    if "facial expression" in text and "emoji" in text and "message:" in text:
        return Job("emoji", None, ())
    return None


def structured_title(prompt: _Prompt) -> Job | None:
    """LibreChat, structured: the conversation's language, and a title in it."""
    text = prompt.last.casefold()
    if "analyze this conversation" in text and "detected language" in text and "title" in text:
        return Job("title", "title", said_in(prompt.last) or prompt.said)
    return None


def marked_title(prompt: _Prompt) -> Job | None:
    """LibreChat's older prompts: the exchange, then ``||>Title:``."""
    if prompt.last.endswith("||>Title:"):
        return Job("title", None, said_in(prompt.last) or prompt.said)
    return None


def title_of_conversation(prompt: _Prompt) -> Job | None:
    """LibreChat, NextChat and others: a title for *this conversation*, in a set form."""
    text = edges(prompt.last)
    asked = _TITLE.search(text) or _TITLE_ZH.search(text)
    if asked and _FORM.search(text) and not _RECOMMEND.search(text[: asked.end()]):
        return Job("title", None, said_in(prompt.last) or prompt.said)
    return None


def titling_system(prompt: _Prompt) -> Job | None:
    """LobeChat and AI SDK templates: a system message that does nothing but titles."""
    text = edges(prompt.system)
    asked = _SYSTEM_TITLE.search(text) or _TITLE_ZH.search(text)
    if asked and _FORM.search(text) and not _RECOMMEND.search(text):
        return Job("title", None, said_in(prompt.last) or (*prompt.said, prompt.last))
    return None


def summary_of_conversation(prompt: _Prompt) -> Job | None:
    """NextChat: the conversation in few words, to go on from."""
    if _SUMMARY.search(edges(prompt.last)):
        return Job("summary", None, said_in(prompt.last) or prompt.said)
    return None


def quoted_dialogue(prompt: _Prompt) -> Job | None:
    """Anybody: a dialogue between two, quoted, under an instruction about it as a whole."""
    spoken = speakers(prompt.last)
    if len({bool(s.group("user")) for s in spoken}) < 2:
        return None
    head = edges(prompt.last[: spoken[0].start()])
    kind = _asked(head) if re.search(_TALK, head, re.IGNORECASE) else None
    key = _KEY.search(head)
    return Job(kind, key.group(1) if key else None, said_in(prompt.last)) if kind else None


RULES: tuple[Rule, ...] = (
    history_block,
    tool_choice,
    emoji,
    structured_title,
    marked_title,
    title_of_conversation,
    titling_system,
    summary_of_conversation,
    quoted_dialogue,
)


def _asked(instruction: str) -> JobKind | None:
    if _RECOMMEND.search(instruction):
        return None
    return next((kind for asks, kind in _ASKS if asks.search(instruction)), None)
