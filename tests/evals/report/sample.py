"""A report with something of everything, and a reader of its page."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser

from whyrec.evals.report import (
    Candidate,
    CaseView,
    Check,
    Column,
    Fact,
    Plot,
    Report,
    Section,
    Series,
    Table,
    Value,
)

BEGUN = datetime(2026, 11, 20, 9, 12, 4, tzinfo=UTC)
ENDED = datetime(2026, 11, 20, 10, 47, 50, tzinfo=UTC)
VOID = {"meta", "link", "img", "br", "hr", "input"}


def table(*rows: list, title: str = "Accuracy") -> Table:
    columns = [
        Column(name="system"),
        Column(name="HR@10", explanation="share of users", kind="interval", better="higher"),
        Column(name="Gini", kind="number", better="lower"),
        Column(name="coverage", kind="percent"),
        Column(name="users", kind="count"),
    ]
    return Table(title=title, columns=columns, rows=rows)


def plots(text: str = "a plot") -> list[Plot]:
    names, numbers = [text, "b", "c"], [0.1, 0.2, 0.3]
    return [
        Plot(
            title=f"{text} {kind}",
            kind=kind,
            x=text,
            y=text,
            note=text,
            series=[
                Series(
                    name=text,
                    x=names if kind == "bar" else numbers,
                    y=[0.2, None, 0.4],
                    low=[0.1, None, 0.3],
                    high=[0.3, None, 0.6],
                ),
                Series(name="other", x=["b"] if kind == "bar" else [0.2], y=[0.5]),
            ],
        )
        for kind in ("line", "bar", "scatter", "calibration")
    ]


def report(text: str = "a text") -> Report:
    """Every text that can come from a catalogue, a user or a model is the one given."""
    case = CaseView(
        title=text,
        why=text,
        facts=[Fact(label=text, value=text)],
        profile=text,
        candidates=[
            Candidate(rank=1, title=text, score=1.5, note=text),
            Candidate(rank=7, title=text, is_target=True),
        ],
        explanation=text,
        evidence=[text],
    )
    rows = [
        ["popularity", Value(mean=0.194, low=0.172, high=0.216), 0.9, 0.05, 1291],
        [text, Value(mean=0.218, low=0.196, high=0.241), 0.7, 0.2, 1291],
        ["broken", Value(mean=None), float("nan"), None, 0],
    ]
    return Report(
        title=text,
        suite=text,
        started_at=BEGUN,
        finished_at=ENDED,
        summary=[text],
        checks=[
            Check(name=text, required="≥ 0.215", measured=0.218, passed=True),
            Check(name="forgetting", required=text, measured=None, passed=False),
        ],
        sections=[
            Section(title=text, tables=[table(*rows, title=text)], plots=plots(text)),
            Section(title="Cases", cases=[case, case]),
        ],
        provenance={"seed": "7", "model": text},
        command=text,
        settings=text,
    )


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and what stands in them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def all(self, tag: str, css: str = "") -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (not css or css in (attributes.get("class") or "").split())
        ]

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.elements]

    @property
    def text(self) -> str:
        return " ".join(text for tag, text in self.texts if tag != "style")
