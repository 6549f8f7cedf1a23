"""The same explanations in Chinese. Titles, labels and facets stay as the catalogue has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from whyrec.agents.explain._facts import ExplanationFacts, facet_words
from whyrec.agents.explain._turn import turn
from whyrec.agents.gate import quoted, readable
from whyrec.domain import CitedEvent, Habit

_TIMES = {
    "night": "夜里",
    "morning": "上午",
    "afternoon": "下午",
    "evening": "晚上",
    "weekend": "周末",
    "weekday": "工作日",
}
_DEEDS = {
    "like": "喜欢了{}",
    "dislike": "表示不喜欢{}",
    "view": "看过{}",
    "click": "打开过{}",
    "purchase": "买了{}",
    "share": "分享了{}",
    "skip": "跳过了{}",
    "dismiss": "表示不要{}",
    "search": "搜索过{}",
    "state": "说过{}",
}


def compose_zh(facts: ExplanationFacts) -> str:
    """Explain an item in one to three sentences of Chinese; see `compose`."""
    if facts.ground == "reacted":
        (event, *_) = facts.cited
        return _sentences(_deed(event, facts.rating_high))
    if facts.interest is None:
        return _sentences(_ground(facts), evidence_zh(facts))
    item, label, shared = quoted(facts.item.title), quoted(facts.interest.label), _shared(facts)
    proof = evidence_zh(facts)
    if facts.interest.polarity == "dislike":
        if facts.ground == "unwanted":
            return _sentences(f"不推荐：你说过不想再看{label}", shared and f"{item}{shared}", proof)
        taste = "你说过想少看" if facts.interest.gradual else "你不太喜欢"
        led = "" if facts.ground in ("interest", "none") else f"之所以还在名单里：{_ground(facts)}"
        return _sentences(
            f"{item}和你的口味不合：{taste}{label}", shared and f"它{shared}", proof, led
        )
    if facts.carried_from is not None:
        told = f"{item}符合{label}，这是从你在{readable(facts.carried_from)}里的喜好推想的"
        unsure = f"你在{readable(facts.item.domain)}里还没有什么能证实它"
        return _sentences(told, shared and f"它{shared}", proof, unsure)
    here = _habit(facts)
    match turn(facts):
        case 0:
            return _sentences(f"{item}符合你的兴趣{label}", shared and f"它{shared}", proof, here)
        case 1:
            opening = f"这是按你的兴趣{label}挑选的"
            told = f"{item}{shared}" if shared else f"{item}与之相符"
            return _sentences(f"{opening}：{proof}" if proof else opening, told, here)
        case _:
            told = f"可以看出你的一个兴趣：{label}" if proof else f"你有一个兴趣：{label}"
            also = f"{item}{shared}" if shared else f"{item}与之相符"
            return _sentences(proof, told, also, here)


def evidence_zh(facts: ExplanationFacts) -> str:
    """The cited events as a clause without a full stop; empty without events."""
    deeds = [_deed(event, facts.rating_high) for event in facts.cited]
    return "，".join([*deeds[:1], *(deed.removeprefix("你") for deed in deeds[1:])])


def _habit(facts: ExplanationFacts) -> str:
    """Where the interest is taken more than usual; empty where the facts hold nothing of it."""
    told = facts.habit
    if told is None:
        return ""
    known = "、知道在哪里" if told.dimension in ("scene", "device") else ""
    counted = f"能看出它{known}的{told.of}次中有{told.events}次"
    return f"这个兴趣在{_where(told)}比平时更明显：{counted}"


def _where(told: Habit) -> str:
    if told.dimension == "scene":
        return f"场景{quoted(told.value)}里"
    if told.dimension == "device":
        return f"设备{quoted(told.value)}上"
    return _TIMES[told.value]


def date_zh(moment: datetime) -> str:
    """A day as Chinese explanations write it: 2013年5月3日."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _deed(event: CitedEvent, high: float | None) -> str:
    when, title = date_zh(event.at), quoted(event.title)
    if event.kind == "rating" and event.value is not None:
        value = f"{event.value:g}/{high:g}" if high else f"{event.value:g}"
        return f"你在{when}给{title}打了{value}分"
    return f"你在{when}{_DEEDS.get(event.kind, '看过{}').format(title)}"


def _ground(facts: ExplanationFacts) -> str:
    item = quoted(facts.item.title)
    match facts.ground:
        case "similar_items":
            return f"{item}与你看过的内容相近"
        case "similar_people":
            return f"和你经历相似的人也选择了{item}"
        case "popular_this_week":
            return f"{item}本周很受欢迎"
        case "popular":
            return f"{item}很受欢迎：它是一直以来被选择最多的之一"
        case "taken_before":
            return f"{item}有人选择过，但不是你的哪个兴趣带来的"
        case "to_come":
            return f"不推荐：{item}之后才会上架"
        case "unavailable":
            return f"不推荐：{item}目前无法提供"
        case "barred":
            return f"不推荐：按目录自身的规则，{item}不会进入名单"
        case "exploration":
            return f"推荐{item}是为了尝试新东西，不是你的哪个兴趣带来的"
        case _:
            return f"你的兴趣里没有哪一个指向{item}"


def _shared(facts: ExplanationFacts) -> str:
    values: Sequence[str] = list(
        dict.fromkeys(readable(facet_words(f)) for f in facts.shared_facets)
    )[:3]
    return f"的标签有{'、'.join(values)}" if values else ""


def _sentences(*parts: str) -> str:
    return "".join(f"{part}。" for part in parts if part)
