"""The evidence as the checker compares it: things by their titles, words by what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from whyrec.domain import CitedEvent, Facet, Item
from whyrec.evals.grounding._catalogue_titles import forms
from whyrec.evals.grounding._evidence import Evidence
from whyrec.evals.grounding._lexicon import NEUTRAL, Tag, lexicon
from whyrec.evals.grounding._text import Key, clean, keys, stem, stems

_YEAR = re.compile(r"\(((?:1[89]|20)\d\d)\)\s*$")


@dataclass(frozen=True)
class Thing:
    """The recommended item or the item of cited events."""

    title: str
    is_item: bool = False
    """Whether it is what is recommended."""
    events: tuple[CitedEvent, ...] = ()
    topics: frozenset[str] = frozenset()
    """Topic groups and facet values, as the tags of words name them."""
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Who made it: a name as tags write it, to the roles they have in it."""
    years: frozenset[int] = frozenset()
    """When it was made."""

    def in_role(self, role: str) -> frozenset[str]:
        """The names in one role."""
        return frozenset(name for name, roles in self.roles.items() if role in roles)


@dataclass(frozen=True)
class Facts:
    """All that the evidence offers to compare with."""

    evidence: Evidence
    item: Thing
    things: tuple[Thing, ...]
    """The item first, then those of the events."""
    titles: Mapping[Key, tuple[Thing, ...]]
    """Every way of writing a title to what it may mean."""
    phrases: Mapping[Key, frozenset[Tag]]
    """The evidence's own words, as rows of stems."""
    liked: frozenset[str]
    """Topics that the interest is about."""
    quotable: frozenset[Key]
    """What may stand in quotes: the label, facet values, contexts."""
    words: Mapping[Key, Thing]
    """What the user said, to the event of it."""

    @property
    def event_things(self) -> tuple[Thing, ...]:
        """The things of the cited events."""
        return tuple(thing for thing in self.things if thing.events)

    @property
    def topics(self) -> frozenset[str]:
        """All topics of item, events and interest."""
        return self.liked.union(*(thing.topics for thing in self.things))


def facts_of(evidence: Evidence) -> Facts:
    """Prepare an evidence for `check`."""
    by_title: dict[str, list[CitedEvent]] = {evidence.item.title: []}
    for event in evidence.events:
        if event.item_id is not None:
            by_title.setdefault(event.title, []).append(event)
    things = []
    for title, events in by_title.items():
        items = [evidence.items[i] for e in events if (i := e.item_id) and i in evidence.items]
        is_item = title == evidence.item.title
        things.append(_thing(title, (evidence.item, *items) if is_item else items, events, is_item))
    label = evidence.interest_label or ""
    said = [e.title for e in evidence.events if e.item_id is None]
    values = [f.value for item in (evidence.item, *evidence.items.values()) for f in _facets(item)]
    values += [facet.value for facet in evidence.interest_facets]
    values += [s.value for s in evidence.circumstances]
    return Facts(
        evidence=evidence,
        item=things[0],
        things=tuple(things),
        titles=_titles(things, evidence),
        phrases=_phrases(evidence, label, said),
        liked=frozenset(
            {t for facet in evidence.interest_facets for t in topics_of(facet)}
            | set(topics_in(label))
        ),
        quotable=frozenset(key for text in (label, *values) if (key := keys(text))),
        words={
            keys(event.title): Thing(event.title, events=(event,))
            for event in evidence.events
            if event.item_id is None
        },
    )


def topics_of(facet: Facet) -> frozenset[str]:
    """What a facet says of its item, as tags of words name it."""
    return frozenset({f"={' '.join(stems(facet.value))}"}) | lexicon().groups(facet.value)


def topics_in(text: str) -> Iterator[str]:
    """The topics that words of a text name."""
    row = stems(text)
    for at in range(len(row)):
        for end in range(at + 1, min(at + 4, len(row)) + 1):
            for tag in lexicon().phrases.get(row[at:end], ()):
                if tag.kind == "topic":
                    yield tag.value


def _facets(item: Item) -> Iterator[Facet]:
    return (Facet(name, value) for name, values in item.facets.items() for value in values)


def _role(name: str) -> str | None:
    tags = lexicon().phrases.get(stems(name), frozenset())
    return next((tag.value for tag in tags if tag.kind == "role"), None)


def _thing(title: str, items: Iterable[Item], events: list[CitedEvent], is_item: bool) -> Thing:
    topics = set(topics_in(title))
    roles: dict[str, set[str]] = {}
    years = {int(year) for year in _YEAR.findall(title)}
    for item in items:
        topics |= {*topics_in(item.text), f"domain:{item.domain}"}
        for facet in _facets(item):
            role = _role(facet.name)
            if role is not None:
                roles.setdefault(_name(facet.value), set()).add(role)
            elif facet.name == "year" and facet.value.isdigit():
                years.add(int(facet.value))
            else:
                topics |= topics_of(facet)
    topics |= {f"={year // 10 * 10}" for year in years}
    return Thing(
        title=title,
        is_item=is_item,
        events=tuple(events),
        topics=frozenset(topics),
        roles={name: frozenset(found) for name, found in roles.items()},
        years=frozenset(years),
    )


def _name(value: str) -> str:
    return f"={' '.join(stems(value))}"


def _titles(things: list[Thing], evidence: Evidence) -> dict[Key, tuple[Thing, ...]]:
    own = {thing.title for thing in things}
    found: dict[Key, list[Thing]] = {}
    for thing in things:
        written = forms(thing.title)
        for key in written.full | written.short:
            other = evidence.catalogue.named(key) - own if evidence.catalogue else frozenset()
            if key in written.full or not other:
                found.setdefault(key, []).append(thing)
    return {key: tuple(named) for key, named in found.items()}


def _phrases(evidence: Evidence, label: str, said: list[str]) -> dict[Key, frozenset[Tag]]:
    found: dict[Key, set[Tag]] = {}

    def put(text: str, tag: Tag) -> None:
        if key := stems(text):
            found.setdefault(key, set()).add(tag)

    for facet in (
        *_facets(evidence.item),
        *(facet for item in evidence.items.values() for facet in _facets(item)),
        *evidence.interest_facets,
    ):
        if _role(facet.name) is not None:
            row = clean(facet.value).split()
            for at in range(len(row)):
                put(" ".join(row[at:]), Tag("name", _name(facet.value)))
        elif facet.name != "year":
            for topic in topics_of(facet):
                put(facet.value, Tag("topic", topic))
            put(facet.name, NEUTRAL)
    put(evidence.item.domain, Tag("domain", evidence.item.domain))
    for text in (evidence.item.text, label, *said):
        for key in keys(text):
            found.setdefault((stem(key),), set()).add(Tag("said"))
    return {key: frozenset(tags) for key, tags in found.items()}
