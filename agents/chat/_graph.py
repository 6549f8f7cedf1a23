"""The agent as a graph: route, act, phrase. Pieces of the answer stream out as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, TypedDict, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from whyrec.agents.chat import _act, _act_events
from whyrec.agents.chat._act_questions import names_choice
from whyrec.agents.chat._choice import choose
from whyrec.agents.chat._message import Message
from whyrec.agents.chat._outcome import Outcome
from whyrec.agents.chat._prose import Prose, prose, wanted
from whyrec.agents.chat._route import Routed, route
from whyrec.agents.chat._tools import Tools
from whyrec.agents.chat._words import says
from whyrec.agents.models import Usage
from whyrec.domain import Route

_ANSWERS = (Route.CORRECT, Route.FEEDBACK, Route.COLD_START, Route.REFINE)
"""Routes that a message may seem to have when it answers what a new user was asked."""


class Composed(NamedTuple):
    """The answer put together by code, complete in itself."""

    outcome: Outcome


class Phrased(NamedTuple):
    """What the model did for the answer."""

    text: str | None
    """A sentence to stand below it."""
    failed: bool
    """Whether it should have taken part and could not."""
    usage: Usage


@dataclass(frozen=True)
class Context:
    """What the nodes work with."""

    tools: Tools


class State(TypedDict, total=False):
    """What the nodes hand on."""

    message: Message
    routed: Routed
    outcome: Outcome
    failed: bool
    usage: Usage


async def converse(message: Message, tools: Tools) -> AsyncIterator[Composed | Phrased]:
    """Answer a message: first `Composed`, then, once the model had its time, `Phrased`.

    Closing the iterator cancels what is still being asked of the model.
    """
    pieces = _graph().astream(State(message=message), context=Context(tools), stream_mode="custom")
    async with aclosing(cast(Any, pieces)) as stream:
        async for piece in stream:
            yield piece


async def _route(state: State, runtime: Runtime[Context]) -> State:
    message, tools = state["message"], runtime.context.tools
    routed = route(message)
    if routed.certain:
        return State(routed=routed)
    chosen = await choose(message.read, await tools.model())
    if chosen.route is not None:
        routed = Routed(chosen.route, certain=False)
    return State(routed=routed, failed=chosen.failed, usage=chosen.usage)


async def _do(state: State, runtime: Runtime[Context]) -> State:
    message, tools, routed = state["message"], runtime.context.tools, state["routed"]
    outcome = await _pending(message, tools, routed)
    if outcome is None:
        outcome = await _act.act(routed.route, message, tools)
    runtime.stream_writer(Composed(outcome))
    return State(outcome=outcome)


async def _pending(message: Message, tools: Tools, routed: Routed) -> Outcome | None:
    """What the message comes to as an answer to the question before it."""
    awaits = message.last.awaits if message.last else None
    if awaits in ("erase", "forget"):
        return await _act_events.confirm(message, tools)
    if awaits == "taste" and names_choice(message):
        return await _act.learn(message, tools)
    if awaits == "taste":
        asks = routed.route is Route.RECOMMEND and not says("asking", message.untitled)
        if routed.route in _ANSWERS or not routed.certain or asks:
            return await _act.learn(message, tools)
    return None


async def _phrase(state: State, runtime: Runtime[Context]) -> State:
    message, tools, outcome = state["message"], runtime.context.tools, state["outcome"]
    added = Prose(None)
    if wanted(outcome, message):
        try:
            async with asyncio.timeout(tools.prose_timeout_s):
                added = await prose(outcome, message, tools, await tools.model())
        except TimeoutError:
            added = Prose(None, failed=True)
    failed = added.failed or state.get("failed", False)
    usage = state.get("usage", Usage()) + added.usage
    runtime.stream_writer(Phrased(added.text, failed, usage))
    return State()


@cache
def _graph() -> CompiledStateGraph[State, Context, State, State]:
    """Compiled once; it keeps nothing between runs."""
    graph = StateGraph(State, context_schema=Context)
    graph.add_node("route", _route)
    graph.add_node("act", _do)
    graph.add_node("phrase", _phrase)
    graph.add_edge(START, "route")
    graph.add_edge("route", "act")
    graph.add_edge("act", "phrase")
    graph.add_edge("phrase", END)
    return graph.compile()
