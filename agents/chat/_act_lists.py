"""Acting on what asks for a list, for another one, or for a reason."""

from __future__ import annotations

from collections import Counter

from whyrec.agents.chat._act_questions import ask
from whyrec.agents.chat._compose import heading, none_left, numbered, plain_title, why_text
from whyrec.agents.chat._count import MOST_ITEMS
from whyrec.agents.chat._fitting import allowed
from whyrec.agents.chat._memory import Remembered
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome, said
from whyrec.agents.chat._phrases import say
from whyrec.agents.chat._resolve import Resolved, resolve
from whyrec.agents.chat._tools import Tools
from whyrec.agents.chat._wanted import Wanted, wanted
from whyrec.agents.gate import quoted
from whyrec.agents.profile import taste_facets
from whyrec.domain import Facet, Recommendation, Route
from whyrec.errors import NotFoundError


async def recommend(message: Message, tools: Tools) -> Outcome:
    """A list of what was asked for; a new user who asks for nothing in particular is asked."""
    asked = wanted(message, Route.RECOMMEND)
    if asked.asked.anything and not asked.count and await _unknown(tools):
        return await ask(message, tools)
    return await make_list(message, tools, asked, Route.RECOMMEND)


async def refine(message: Message, tools: Tools) -> Outcome:
    """Another list in terms of the one shown."""
    return await make_list(message, tools, wanted(message, Route.REFINE), Route.REFINE)


async def make_list(
    message: Message, tools: Tools, asked: Wanted, route: Route, before: str = ""
) -> Outcome:
    """A list, or why there is none.

    Args:
        message: The message.
        tools: The user's recommender.
        asked: What the list is to hold.
        route: For what is kept.
        before: A sentence to stand above it.
    """
    language, shelf = message.language, tools.shelf
    if asked.pointless:
        return unresolved(message, route, asked.pointless)
    if not shelf.items:
        return said(message, route, say(language, "no_items"))
    if asked.unknown_title:
        text = say(language, "unknown_title", title=quoted(asked.unknown_title))
        return said(message, route, text)
    may = None
    if not asked.asked.anything:
        passes = allowed(asked.asked, shelf)
        may = frozenset(shelf.view.ids[place] for place in passes.nonzero()[0])
    deny = frozenset(i for a in tools.answers for i in a.kept.items) if asked.other else frozenset()
    count = asked.count or tools.list_length
    found = await tools.recommend(count, may, deny, language, surprise=asked.asked.surprise)
    if not found:
        told = none_left(asked.asked, language, shelf)
        return said(message, route, f"{before}\n{told}" if before else told)
    lines = [heading(asked.asked, len(found), language, shelf)]
    if asked.ignored:
        lines.insert(0, say(language, "ignored"))
    if before:
        lines.insert(0, before)
    lines.append(numbered(found, language, tools.rating_high))
    if len(found) < count:
        lines.append(say(language, "fewer"))
    return Outcome(
        "\n".join(lines),
        Remembered(
            route=route,
            language=language,
            items=tuple(one.item.id for one in found),
            asked=asked.asked,
        ),
        recommendations=tuple(found),
        degraded=any(one.degraded for one in found),
        facets=_in_common(found, tools),
    )


async def why(message: Message, tools: Tools) -> Outcome:
    """Why an item is in the list, or would be."""
    found = resolve(message, guess=True)
    if found.problem:
        return unresolved(message, Route.WHY, found)
    item = tools.shelf.items[found.items[0]]
    try:
        reason = await tools.why(item.id, message.language)
    except NotFoundError:  # deleted this moment
        return unresolved(message, Route.WHY, Resolved(problem="gone"))
    shown = message.shown
    return Outcome(
        why_text(reason, item, message.language),
        Remembered(
            route=Route.WHY,
            language=message.language,
            items=shown.items if shown else (),
            asked=shown.asked if shown else None,
            focus=item.id,
        ),
        explanation=reason,
        degraded=reason.degraded,
        explain=item.id,
    )


def unresolved(message: Message, route: Route, found: Resolved) -> Outcome:
    """Why a reference leads nowhere; what it may mean, as a list to choose from."""
    assert found.problem is not None
    items, shelf = found.choices[:MOST_ITEMS], message.shelf
    named = "\n".join(f"{n}. {plain_title(shelf.items[i])}" for n, i in enumerate(items, 1))
    text = say(message.language, found.problem, place=found.place, many=found.many, titles=named)
    return Outcome(text, Remembered(route=route, language=message.language, items=items))


async def _unknown(tools: Tools) -> bool:
    """Whether nothing is known of the user's taste."""
    return not tools.events() and not (await tools.profile()).version


def _in_common(found: list[Recommendation], tools: Tools) -> tuple[Facet, ...]:
    """Facets of the interest that most of the list answers, as far as some of its items have them.

    What the model may speak of: an item beside a dislike, or without an interest, adds nothing.
    """
    led = Counter(
        one.explanation.interest_id
        for one in found
        if one.explanation and one.explanation.interest_id in one.interest_ids
    )
    if not led:
        return ()
    most, times = led.most_common(1)[0]
    if times < 2:
        return ()
    sets = [
        taste_facets(one.item)
        for one in found
        if one.explanation and one.explanation.interest_id == most
    ]
    shared: frozenset[Facet] = frozenset.intersection(*sets)
    label = next(
        one.explanation.interest_label or ""
        for one in found
        if one.explanation and one.explanation.interest_id == most
    )
    meant = {f for match in tools.shelf.topics.find(label) for f in match.facets}
    return tuple(sorted(shared & meant))[:2]
