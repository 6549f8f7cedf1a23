from pathlib import Path
from typing import get_args

import pytest

from tests.cli.conftest import EVENTS, Run
from whyrec.cli.feedback import Kind
from whyrec.domain import FeedbackKind


@pytest.mark.parametrize("words", ["f7", "Dead Signal", "dead signal", "signal"])
def test_an_item_is_named_by_id_or_title(run: Run, shop: Path, words: str) -> None:
    told = run("why", "ann", words, "--json").json()
    assert told["item_id"] == "f7"
    assert {e["event_id"] for e in told["evidence"]} <= {"e1", "e2", "e3", "e4"}


def test_the_answer_names_events_and_the_counterfactual(run: Run, shop: Path) -> None:
    ran = run("why", "ann", "f7")
    assert "2020-01-0" in ran.out
    assert "It ranks" in ran.out
    assert "by the score without the language model" in ran.out


def test_a_user_nobody_knows_gets_an_answer_and_a_note(run: Run, shop: Path) -> None:
    ran = run("why", "zoe", "f7")
    assert ran.code == 0
    assert "Dead Signal" in ran.out
    assert "Nothing is known of a user 'zoe'" in ran.err
    assert run("why", "ann", "f7").err == ""


def test_a_reaction_is_told_without_a_rank(run: Run, shop: Path) -> None:
    ran = run("why", "ann", "f1")
    assert "You already rated “Night Train” 5/5 on 1 January 2020." in ran.out
    assert "It ranks" not in ran.out


def test_a_title_that_could_be_several_lists_them(run: Run, shop: Path) -> None:
    ran = run("why", "ann", "blue")
    assert ran.code == 3
    assert "f3 = Blue Summer; f4 = Blue Winter" in ran.err


def test_a_title_nearly_right_gets_suggestions(run: Run, shop: Path) -> None:
    ran = run("why", "ann", "dead sygnal")
    assert ran.code == 3
    assert "Did you mean: f7 = Dead Signal?" in ran.err


def test_feedback_is_kept_and_counts_once(run: Run, shop: Path) -> None:
    for _ in range(2):
        assert run("feedback", "ann", "f7", "dislike", "--event-id", "x1").code in (0, 4)
    events = run("profile", "export", "ann", "--json").json()["events"]
    assert [e["kind"] for e in events].count("dislike") == 1


def test_the_kinds_are_the_domains() -> None:
    assert get_args(Kind) == get_args(FeedbackKind)


def test_a_hostile_title_cannot_touch_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text(
        '{"item_id": "x", "title": "[red]\\u009b31m[/red] Heist [bold]", "genre": "Crime"}\n'
        '{"item_id": "y", "title": "Other Heist", "genre": "Crime"}\n'
    )
    (tmp_path / "events.csv").write_text(EVENTS.splitlines()[0] + "\ne1,ann,y,like,,2020-01-01\n")
    run("ingest", "--items", tmp_path / "items.jsonl", "--events", tmp_path / "events.csv")
    ran = run("why", "ann", "x")
    assert "\x1b" not in ran.out
    assert "\x9b" not in ran.out


@pytest.fixture
def dan(run: Run, shop: Path, tmp_path: Path) -> str:
    """Somebody who looks at horror at work and at comedy at home."""
    rows = ["event_id,user_id,item_id,kind,at,scene"]
    for n in range(16):
        item, scene = (
            (("f1", "f2")[n // 2 % 2], "work") if n % 2 else (("f3", "f4")[n // 2 % 2], "home")
        )
        rows.append(f"d{n},dan,{item},view,2020-01-{10 + n}T10:00:00Z,{scene}")
    file = tmp_path / "dan.csv"
    file.write_text("\n".join(rows) + "\n")
    assert run("ingest", "--events", file).code == 0
    assert run("evolve", "dan").code == 0
    return "dan"


def test_a_scene_is_that_of_the_list(run: Run, dan: str) -> None:
    said = "In the scene “work” you turn to this interest more than usual: 8 of 8 events"
    there = run("why", dan, "f7", "--scene", "work", "--json").json()
    assert said in there["text"]
    asked = ("recommend", dan, "--diversity", "0", "--json")
    (listed,) = [
        one
        for one in run(*asked, "--scene", "work").json()["recommendations"]
        if one["item"]["id"] == "f7"
    ]
    assert there["counterfactual"]["rank"] == listed["rank"]
    assert there["text"] == listed["explanation"]["text"]
    assert said not in run("why", dan, "f7", "--json").json()["text"]
    assert said not in run("why", dan, "f7", "--scene", "home", "--json").json()["text"]


def test_a_time_that_is_none_is_told(run: Run, shop: Path) -> None:
    ran = run("why", "ann", "f7", "--at", "soon")
    assert ran.code == 2
    assert "--at" in ran.err
