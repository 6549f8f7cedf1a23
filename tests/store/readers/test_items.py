from datetime import UTC, datetime

import pytest

from tests.store.readers.conftest import MakeFile
from whyrec.domain import Item
from whyrec.store.readers import ItemBatch, read_items


def _read(make_file: MakeFile, text: str, **options: str) -> ItemBatch:
    (batch,) = read_items(make_file("i.csv", text), **options)
    return batch


def test_every_column_arrives(make_file: MakeFile) -> None:
    header = "item_id,title,text,domain,created_at,genre\n"
    row = "1,Heat,A heist,movies,1995-12-15,Crime|Drama\n"
    assert _read(make_file, header + row).items == [
        Item(
            id="1",
            title="Heat",
            text="A heist",
            domain="movies",
            created_at=datetime(1995, 12, 15, tzinfo=UTC),
            facets={"genre": ("Crime", "Drama")},
        )
    ]


def test_the_domain_is_the_files_own_the_given_one_or_items(make_file: MakeFile) -> None:
    text = "item_id,title,domain\n1,A,books\n2,B,\n"
    assert [i.domain for i in _read(make_file, text, domain="games").items] == ["books", "games"]
    assert [i.domain for i in _read(make_file, text).items] == ["books", "items"]


def test_a_title_is_one_line(make_file: MakeFile) -> None:
    assert _read(make_file, 'item_id,title\n1," The\n\tThing "\n').items[0].title == "The Thing"


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (",A,,,", "item_id", "is missing"),
        ("nan,A,,,", "item_id", "is missing (it is written out as that word)"),
        ("..,A,,,", "item_id", "is no id: in a path it means what lies above"),
        ("1,,,,", "title", "is missing"),
        ("1,a\0b,,,", "title", "has a control character"),
        ("1," + "t" * 1_001 + ",,,", "title", "has more than 1,000 characters"),
        ("1,A," + "t" * 20_001 + ",,", "text", "has more than 20,000 characters"),
        ("1,A,,later,", "created_at", "is no time"),
        ("1,A,,," + "g" * 501, "genre", "has a value of more than 500 characters"),
        ("1,A,,," + "|".join(map(str, range(1_001))), "genre", "has more than 1,000 values"),
        ("1,A,,,a|b\x07", "genre", "has a control character"),
    ],
)
def test_a_bad_cell_is_told(make_file: MakeFile, row: str, column: str, message: str) -> None:
    header = "item_id,title,text,created_at,genre\n"
    batch = _read(make_file, f"{header}8,Good,,,\n{row}\n9,Good,,,\n")
    assert [item.id for item in batch.items] == ["8", "9"]
    assert batch.lines == [2, 4]
    (problem,) = batch.rejected[0].problems()
    assert (problem.line, problem.column) == (3, column)
    assert problem.message.startswith(message)
