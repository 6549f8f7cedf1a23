from datetime import UTC, datetime

import pytest

from tests.store.readers.conftest import MakeFile, events_of
from whyrec.domain import content_id
from whyrec.store import EventRow, to_us
from whyrec.store.readers import EventRules, Scale

ALL = "user_id,item_id,kind,value,at,event_id,text,scene,device,session\n"
GOOD = {
    "user_id": "u",
    "item_id": "i",
    "kind": "view",
    "value": "",
    "at": "1",
    "event_id": "",
    "text": "",
    "scene": "",
    "device": "",
    "session": "",
}


def _line(**cells: str) -> str:
    return ",".join({**GOOD, **cells}.values()) + "\n"


def test_every_column_arrives(make_file: MakeFile) -> None:
    text = ALL + "u,i,Rating,3.5,2020-01-01,e1,fine,home,phone,s1\n"
    rows, _ = events_of(make_file("e.csv", text))
    at = to_us(datetime(2020, 1, 1, tzinfo=UTC))
    assert rows == [EventRow("e1", "u", "i", "rating", 3.5, "fine", at, "home", "phone", "s1")]


def test_without_an_id_the_content_is_the_id(make_file: MakeFile) -> None:
    rows, _ = events_of(make_file("e.csv", ALL + _line(kind="rating", value="-0")))
    assert rows[0].id == content_id("u", "i", "rating", 0.0, None, 1_000_000)


def test_white_space_around_cells_is_nothing(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", ALL + _line(user_id=" u ", at=" 1", session="  ")))
    assert not bad
    assert rows[0].user_id == "u"
    assert rows[0].session is None


def test_a_value_belongs_to_ratings_alone(make_file: MakeFile) -> None:
    text = ALL + _line(value="7") + _line(value="much") + _line(kind="", value="4")
    rows, bad = events_of(make_file("e.csv", text))
    assert not bad
    assert [(row.kind, row.value) for row in rows] == [
        ("view", None),
        ("view", None),
        ("rating", 4.0),
    ]


def test_words_need_no_item(make_file: MakeFile) -> None:
    line = _line(kind="state", item_id="", text="no more horror")
    rows, bad = events_of(make_file("e.csv", ALL + line))
    assert not bad
    assert rows[0].item_id is None


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"user_id": ""}, "user_id", "is missing"),
        ({"user_id": "nan"}, "user_id", "is missing (it is written out as that word)"),
        ({"user_id": "u" * 257}, "user_id", "has more than 256 characters"),
        ({"user_id": "a\tb"}, "user_id", "has a control character"),
        ({"user_id": ".."}, "user_id", "is no id: in a path it means what lies above"),
        ({"event_id": "."}, "event_id", "is no id"),
        ({"item_id": ".."}, "item_id", "is no id"),
        ({"item_id": ""}, "item_id", "is missing; only search and state need no item"),
        ({"item_id": "None"}, "item_id", "is missing (it is written out as that word)"),
        ({"item_id": "a\x7fb"}, "item_id", "has a control character"),
        ({"kind": "watched"}, "kind", "is no kind of event"),
        ({"kind": ""}, "kind", "is missing, and there is no value"),
        ({"kind": "rating"}, "value", "is missing; a rating needs one"),
        ({"kind": "rating", "value": "good"}, "value", "is no number"),
        ({"kind": "rating", "value": "nan"}, "value", "is not a finite number"),
        ({"kind": "rating", "value": "-inf"}, "value", "is not a finite number"),
        ({"kind": "rating", "value": "5.5"}, "value", "lies outside the rating scale, 0.5 to 5"),
        ({"kind": "rating", "value": "0"}, "value", "lies outside the rating scale, 0.5 to 5"),
        ({"at": ""}, "at", "is missing"),
        ({"at": "soon"}, "at", "is no time"),
        ({"at": "2020-01-01T00:00:01"}, "at", "lies in the future"),
        ({"event_id": "e" * 257}, "event_id", "has more than 256 characters"),
        ({"kind": "search", "item_id": ""}, "text", "is missing; a search or statement has one"),
        ({"text": "t" * 4_001}, "text", "has more than 4,000 characters"),
        ({"text": "a\x1b[2Jb"}, "text", "has a control character"),
        ({"scene": "s" * 65}, "scene", "has more than 64 characters"),
        ({"device": "d\x01"}, "device", "has a control character"),
        ({"session": "s" * 257}, "session", "has more than 256 characters"),
    ],
)
def test_a_bad_cell_is_told(
    make_file: MakeFile, cells: dict[str, str], column: str, message: str
) -> None:
    rules = EventRules(to_us(datetime(2020, 1, 1, tzinfo=UTC)), Scale(0.5, 5))
    rows, bad = events_of(make_file("e.csv", ALL + _line() + _line(**cells) + _line()), rules)
    assert len(rows) == 2
    (refused,) = bad
    (problem,) = refused.problems()
    assert problem.line == 3
    assert problem.column == column
    assert problem.message.startswith(message)
    assert len(problem.value) <= 200


def test_a_row_tells_all_its_problems(make_file: MakeFile) -> None:
    _, bad = events_of(make_file("e.csv", ALL + _line(user_id="", kind="seen", at="x")))
    assert {c.column for c in bad[0].complaints} == {"user_id", "kind", "at"}
    assert bad[0].row == {"item_id": "i", "kind": "seen", "at": "x"} | {
        name: "" for name, cell in GOOD.items() if cell == "" or name == "user_id"
    }


def test_texts_may_have_lines_and_other_scripts(make_file: MakeFile) -> None:
    rows, bad = events_of(make_file("e.csv", ALL + _line(text='"不要恐怖片\n谢谢 🎬"')))
    assert not bad
    assert rows[0].text == "不要恐怖片\n谢谢 🎬"


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e\u2066", "\u3164", "\ufe0f"])
def test_an_id_of_nothing_that_can_be_seen_is_refused(make_file: MakeFile, unseen: str) -> None:
    text = f"user_id,item_id,value,at\n{unseen},i,4,1\na{unseen},i,4,1\n"
    rows, rejected = events_of(make_file("e.csv", text))
    assert [row.user_id for row in rows] == [f"a{unseen}"]
    assert "cannot be seen" in rejected[0].complaints[0].message
