from __future__ import annotations

import base64
import hashlib
import re

from tests.evals.report.sample import BEGUN, ENDED, Page, report, table
from whyrec.evals.report import Report, Section, Value, render


def page_of(*rows: list) -> Page:
    sections = [Section(title="Results", tables=[table(*rows)])]
    return Page(
        render(Report(title="t", suite="s", started_at=BEGUN, finished_at=ENDED, sections=sections))
    )


def test_it_asks_the_network_for_nothing() -> None:
    page = Page(render(report()))
    for tag, attributes in page.elements:
        for name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith("#") or value == "data:,", (tag, value)
    assert page.all("script") == page.all("img") == page.all("iframe") == []
    (style,) = (text for tag, text in page.texts if tag == "style")
    assert "url(" not in style
    assert "@import" not in style


def test_its_policy_allows_nothing_but_its_own_style() -> None:
    html = render(report())
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (m for m in Page(html).all("meta") if m.get("http-equiv"))
    assert policy["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    assert not any("style" in attributes for _, attributes in Page(html).elements)


def test_it_leads_to_every_section_and_no_id_comes_twice() -> None:
    page = Page(render(report()))
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(set(ids)) == len(ids)
    links = {a["href"].removeprefix("#") for a in page.all("a") if a["href"]}
    assert links == {"main", "summary", "checks", "section-1", "section-2", "made"}
    named = {a["aria-labelledby"] for _, a in page.elements if "aria-labelledby" in a}
    assert links | named <= set(ids)


def test_summary_and_checks_come_first_and_the_provenance_last() -> None:
    ids = [a["id"] for a in Page(render(report())).all("section")]
    assert ids == ["summary", "checks", "section-1", "section-2", "made"]


def test_it_has_landmarks_captions_and_scopes() -> None:
    page = Page(render(report()))
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))
    assert all(s.get("aria-label") for s in page.all("svg", "plot"))
    assert all(b.get("tabindex") == "0" and b.get("aria-label") for b in page.all("div", "box"))


def test_a_missing_value_is_a_dash_that_says_so_and_never_0() -> None:
    page = page_of(["a system", None, float("nan"), None, None])
    assert [a["title"] for a in page.all("span", "missing")] == ["not measured"] * 4
    assert "– not measured." in page.text
    assert "0" not in page.text.partition("a system")[2].partition("How this was made")[0]


def test_what_was_measured_as_0_is_0() -> None:
    page = page_of(["a system", 0.0, 0.0, 0.0, 0])
    assert page.all("span", "missing") == []
    assert "a system 0 0 0.0\xa0% 0" in page.text
    assert "0.0\u00a0%" in page.text


def test_where_all_values_are_the_same_none_is_best() -> None:
    page = page_of(["a", 0.1, 0.9, 0.0, 1], ["b", 0.1, 0.9, 0.0, 2])
    assert page.all("td", "best") == []


def test_the_best_value_is_marked_where_a_column_says_what_is_better() -> None:
    rows = [["a", 0.1, 0.9, 0.5, 1], ["b", 0.3, 0.2, 0.6, 2], ["c", None, None, None, 3]]
    html = render(
        Report(
            title="t",
            suite="s",
            started_at=BEGUN,
            finished_at=ENDED,
            sections=[Section(title="Results", tables=[table(*rows)])],
        )
    )
    best = re.findall(r'class="numeric best">.*?class="mean">([^<]*)<', html, re.S)
    assert best == ["0.3000", "0.2000"]
    assert "★ best of the column." in html


def test_a_single_value_is_no_best_one() -> None:
    assert page_of(["a", 0.1, 0.9, 0.5, 1]).all("td", "best") == []


def test_an_interval_is_written_and_drawn_on_its_columns_own_scale() -> None:
    low, high = Value(mean=0.2, low=0.1, high=0.3), Value(mean=0.6, low=0.5, high=0.7)
    page = page_of(["a", low, 0.9, 0.5, 1], ["b", high, 0.9, 0.5, 1])
    assert "[0.1000, 0.3000]" in page.text
    drawn = [a["d"] for a in page.all("path") if a["d"].endswith(("H20.0", "H60.0"))]
    assert drawn == ["M0.0 4H20.0", "M40.0 4H60.0"]


def test_the_head_says_how_many_checks_failed() -> None:
    assert "1 of 2 checks failed" in Page(render(report())).text
    good = report().model_copy(update={"checks": report().checks[:1]})
    assert "The check passed" in Page(render(good)).text
    none = report().model_copy(update={"checks": ()})
    assert "check" not in Page(render(none)).text


def test_a_failed_check_is_told_in_words_not_only_in_colour() -> None:
    page = Page(render(report()))
    assert len(page.all("li", "fail")) == 1
    assert "failed forgetting required a text measured – not measured" in page.text


def test_the_target_of_a_case_is_told_in_words_and_a_missing_score_is_a_dash() -> None:
    page = Page(render(report()))
    assert len(page.all("tr", "target")) == 2
    assert "7 a text target – not measured" in page.text


def test_an_empty_report_is_a_page_too() -> None:
    page = Page(render(Report(title="t", suite="s", started_at=BEGUN, finished_at=ENDED)))
    assert [a["id"] for a in page.all("section")] == ["made"]


def test_it_says_when_the_run_was_and_how_long_it_took() -> None:
    assert "2026-11-20 09:12 UTC, took 1 h 35 min" in Page(render(report())).text
