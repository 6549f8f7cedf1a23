"""What the probe expects of an answer: simple rules, the words of them shared with the gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whyrec.agents.gate import (
    TitleIndex,
    TopicIndex,
    bad_length,
    echo,
    instruction,
    not_prose,
    repetition,
    title_outside_placeholder,
    unfinished,
    unknown_name,
    unknown_number,
    unknown_placeholder,
    unknown_topic,
)


def good_label(label: str, titles: Sequence[str], facts: Sequence[str], topics: TopicIndex) -> bool:
    """One to six words about the facts, no title, no markup, no order."""
    index = TitleIndex(titles)
    return not (
        bad_length(label, 1, 6)
        or index.is_title(label)
        or not_prose(label)
        or instruction(label)
        or unknown_number(label, facts)
        or unknown_topic(label, topics, facts)
        or title_outside_placeholder(label, index, facts)
    )


def good_statement(
    statement: str,
    *,
    polarity: str,
    titles: Sequence[str],
    codes: Iterable[str],
    facts: Sequence[str],
    topics: TopicIndex,
    instructions: Sequence[str] = (),
) -> bool:
    """One finished sentence of 3 to 35 words that says nothing the facts do not."""
    wrong = "dislikes" if polarity == "like" else "likes"
    return not (
        statement.casefold().startswith(wrong)
        or unfinished(statement)
        or _says_nothing_new(statement, facts, topics)
        or bad_length(statement, 3, 35)
        or unknown_placeholder(statement, set(codes))
        or title_outside_placeholder(statement, TitleIndex(titles), facts)
        or any(len(title) > 4 and title in statement for title in titles)
        or echo(statement, instructions)
    )


def good_operation(operation: Any, case: dict[str, Any], topics: TopicIndex) -> bool:
    """Whether one operation of a free patch keeps the rules the prompt states."""
    events = {event["id"]: event for event in case["events"]}
    interests = {interest["id"]: interest for interest in case["interests"]}
    cited = [events[code] for code in getattr(operation, "evidence", ())]
    signs = {event["sign"] for event in cited}
    kind = operation.op
    if kind == "add":
        facts = [f"{event['facets']} {event['title']}" for event in cited]
        titles = [event["title"] for event in case["events"]]
        return (
            signs == {"+" if operation.polarity == "like" else "-"}
            and good_label(operation.label, titles, facts, topics)
            and good_statement(
                operation.statement,
                polarity=operation.polarity,
                titles=titles,
                codes=[event["id"] for event in cited],
                facts=facts,
                topics=topics,
            )
        )
    interest = interests[operation.interest]
    own = "+" if interest["polarity"] == "like" else "-"
    about = _facets(interest)
    if kind in ("reinforce", "weaken"):
        near = all(about & _facets(event) for event in cited)
        return near and (signs == {own}) == (kind == "reinforce") and len(signs) == 1
    if kind == "merge":
        other = interests[operation.into]
        return operation.into != operation.interest and bool(about & _facets(other))
    if kind == "rewrite":
        facts = [interest["facets"], interest["label"], *(e["facets"] for e in cited)]
        return good_statement(
            operation.statement,
            polarity=interest["polarity"],
            titles=[event["title"] for event in case["events"]],
            codes=[event["id"] for event in cited],
            facts=facts,
            topics=topics,
        )
    # Nothing in the cases has faded: to retire an interest is wrong.
    return False


def _says_nothing_new(statement: str, facts: Sequence[str], topics: TopicIndex) -> str | None:
    return (
        not_prose(statement)
        or instruction(statement)
        or repetition(statement)
        or unknown_number(statement, facts)
        or unknown_name(statement, facts)
        or unknown_topic(statement, topics, facts)
    )


def _facets(thing: dict[str, Any]) -> set[str]:
    return {facet.strip() for facet in thing["facets"].split(",")}
