"""RecBole's atomic files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.readers.conftest import MakeFile
from whyrec.domain import Item
from whyrec.errors import InputError
from whyrec.store import EventRow, Store
from whyrec.store.ingest import ingest_files
from whyrec.store.readers import Folder, Rejected, open_folder, read_events, read_items

RATINGS = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
VIEWS = "user_id:token\titem_id:token\ttimestamp:float\n"
FILMS = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n"

Fill = Callable[..., Path]


@pytest.fixture
def fill(make_file: MakeFile, tmp_path: Path) -> Fill:
    """A folder with files of those contents, by their endings or names."""

    def make(**contents: str) -> Path:
        for name, content in contents.items():
            make_file(name.replace("_", ".") if "_" in name else f"ml.{name}", content)
        return tmp_path

    return make


def items_of(folder: Folder) -> tuple[list[Item], list[Rejected]]:
    read = list(read_items(folder.items))
    return [i for b in read for i in b.items], [r for b in read for r in b.rejected]


def events_in(folder: Folder) -> tuple[list[EventRow], list[Rejected]]:
    read = list(read_events(folder.events))
    return [r for b in read for r in b.rows()], [r for b in read for r in b.rejected]


def test_the_published_layout_is_read_as_it_is(fill: Fill) -> None:
    folder = open_folder(
        fill(
            inter=RATINGS + "196\t242\t3\t881250949\n186\t302\t3.5\t891717742.0\n",
            item=FILMS + "242\tKolya\t1996\tComedy\n302\tL.A. Confidential\t\tCrime Film-Noir\n",
        )
    )
    assert folder.kind == "recbole"
    items, bad = items_of(folder)
    assert not bad
    assert items == [
        Item(id="242", title="Kolya", facets={"year": ("1996",), "genre": ("Comedy",)}),
        Item(id="302", title="L.A. Confidential", facets={"genre": ("Crime", "Film-Noir")}),
    ]
    events, bad = events_in(folder)
    assert not bad
    assert [row[1:5] + row[6:7] for row in events] == [
        ("196", "242", "rating", 3.0, 881_250_949_000_000),
        ("186", "302", "rating", 3.5, 891_717_742_000_000),
    ]


def test_without_ratings_every_row_is_a_view(fill: Fill) -> None:
    events, bad = events_in(open_folder(fill(inter=VIEWS + "u\ta\t881250949\n")))
    assert not bad
    assert [(row.kind, row.value) for row in events] == [("view", None)]


def test_without_item_file_each_item_is_titled_by_its_id(fill: Fill) -> None:
    rows = "u\tb\t881250949\nu\ta\t881250950\nv\tb\t881250951\nv\t\t881250952\nv\tnull\t9\n"
    folder = open_folder(fill(inter=VIEWS + rows))
    items, bad = items_of(folder)
    assert [(item.id, item.title, item.facets) for item in items] == [
        ("b", "b", {}),
        ("a", "a", {}),
    ]
    assert not bad
    _, bad = events_in(folder)
    assert [b.line for b in bad] == [5, 6]


@pytest.mark.parametrize("field", ["title:token", "name:token_seq", "movie_title:token_seq"])
def test_what_is_like_a_title_is_the_title(fill: Fill, field: str) -> None:
    item = f"item_id:token\t{field}\na\tA Title, with spaces\n"
    (read,), _ = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert read.title == "A Title, with spaces"


def test_an_item_file_without_titles_gives_the_ids(fill: Fill) -> None:
    item = "item_id:token\tgenre:token_seq\na\tDrama\n"
    (read,), _ = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert (read.title, read.facets) == ("a", {"genre": ("Drama",)})


def test_other_tokens_are_facets_and_numbers_are_not(fill: Fill) -> None:
    item = (
        "item_id:token\ttitle:token\tbrand:token\ttags:token_seq\tprice:float\tvec:float_seq\t"
        "description:token_seq\n"
        "a\tLamp\tHome & Co\tred  warm|soft\t12.5\t.1 .2\tA lamp, red.\n"
    )
    (read,), bad = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert not bad
    assert read.facets == {"brand": ("Home & Co",), "tag": ("red", "warm|soft")}
    assert read.text == "A lamp, red."


def test_several_values_may_be_separated_by_commas(fill: Fill) -> None:
    item = "item_id:token\tname:token_seq\tgenre:token_seq\na\tA\tSlice of Life, Sci-Fi\n"
    (read,), _ = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert read.facets == {"genre": ("Slice of Life", "Sci-Fi")}


def test_a_genre_beside_a_class_keeps_both(fill: Fill) -> None:
    item = "item_id:token\tname:token\tgenre:token_seq\tclass:token\na\tA\tDrama\tB\n"
    (read,), _ = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert read.facets == {"genre": ("Drama",), "class": ("B",)}


def test_quotes_are_text(fill: Fill) -> None:
    item = 'item_id:token\tname:token_seq\na\t"Great" Show\nb\t"Open\nc\tC\n'
    items, bad = items_of(open_folder(fill(inter=VIEWS, item=item)))
    assert not bad
    assert [read.title for read in items] == ['"Great" Show', '"Open', "C"]


def test_bad_rows_are_told_with_file_line_column_and_value(fill: Fill) -> None:
    path = fill(
        inter=RATINGS
        + "u\ta\t3\t881250949\nu\ta\tmuch\t881250949\n\nu\ta\n\t\t\t\nu\ta\t4\tsoon\n",
        item=FILMS + "a\tAlien\t1979\tHorror\nb\t\t\t\nc\tC\n",
    )
    events, bad = events_in(open_folder(path))
    assert len(events) == 1
    told = {(p.line, p.column, p.value) for row in bad for p in row.problems()}
    assert {p.file for row in bad for p in row.problems()} == {str(path / "ml.inter")}
    assert {(3, "value", "much"), (5, "", "u\\ta"), (7, "at", "soon")} <= told
    assert sorted({b.line for b in bad}) == [3, 5, 6, 7]
    items, bad = items_of(open_folder(path))
    assert [item.id for item in items] == ["a"]
    assert {(p.file, p.line, p.column) for row in bad for p in row.problems()} == {
        (str(path / "ml.item"), 3, "title"),
        (str(path / "ml.item"), 4, ""),
    }


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("user_id\titem_id\ttimestamp\n", r"ml\.inter: the header's field 'user_id' has no type"),
        ("user_id:token\titem_id:word\ttimestamp:float\n", "'item_id:word' has no type"),
        ("user_id:token\titem_id:token\trating:float\n", "no column at. Found: user_id, item_id"),
        ("user_id:token\titem_id:token\n", r"no column at. Found: user_id, item_id\."),
        ("user_id:token\ttimestamp:float\n", "no column item_id"),
        ("user_id:token\tuser_id:token\titem_id:token\ttimestamp:float\n", "more than once"),
        (" \n", "has no type"),
    ],
)
def test_a_header_that_does_not_do_is_told(fill: Fill, header: str, told: str) -> None:
    folder = open_folder(fill(inter=header))
    with pytest.raises(InputError, match=told):
        list(read_events(folder.events))
    with pytest.raises(InputError, match=told):
        list(read_items(folder.items))


def test_of_several_interactions_the_one_named_like_the_folder_is_read(fill: Fill) -> None:
    path = fill(inter=VIEWS, other_inter=VIEWS)
    with pytest.raises(InputError, match=r"several \.inter files: ml\.inter, other\.inter"):
        open_folder(path)
    named = path / f"{path.name}.inter"
    named.write_text(VIEWS)
    assert open_folder(path).events.path == named


def test_a_folder_of_whyrecs_own_files_stays_one(fill: Fill) -> None:
    path = fill(inter=VIEWS, items_csv="item_id,title\n", events_csv="user_id,item_id,value,at\n")
    assert open_folder(path).kind == "whyrec"


def test_the_error_names_recbole(fill: Fill) -> None:
    with pytest.raises(InputError, match=r"NAME\.inter"):
        open_folder(fill(user="user_id:token\n"))


def test_it_loads_and_items_that_only_events_name_stay_history(fill: Fill, tmp_path: Path) -> None:
    path = fill(
        inter=RATINGS + "u\ta\t3\t881250949\nu\tgone\t5\t881250950\nu\ta\t3\t\n",
        item=FILMS + "a\tAlien\t1979\tHorror\n",
    )
    with Store.open(f"sqlite:///{tmp_path / 'whyrec.db'}") as store:
        report = ingest_files(store, "default", folder=path)
        assert (report.items_added, report.events_added, report.rejected) == (1, 2, 1)
        assert report.unknown_items == 1
        assert [e.item_id for e in store.events.of_user("default", "u")] == ["a", "gone"]
        again = ingest_files(store, "default", folder=path)
        assert (again.items_unchanged, again.events_unchanged) == (1, 2)


def test_bytes_that_are_no_utf8_cost_their_row(fill: Fill, make_file: MakeFile) -> None:
    path = make_file("ml.inter", VIEWS.encode() + b"u\ta\xff\t881250949\nu\ta\t881250949\n").parent
    events, bad = events_in(open_folder(path))
    assert len(events) == 1
    assert [b.line for b in bad] == [2]
    items, _ = items_of(open_folder(path))
    assert [item.id for item in items] == ["a"]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([b"\t", b"\n", b"\r", b" ", b"u", b"7", b'"', b"\xff"]), max_size=40)
)
def test_of_any_bytes_below_a_header_every_row_is_counted_once(
    tmp_path: Path, pieces: list[bytes]
) -> None:
    content = b"".join(pieces)
    (tmp_path / "x.inter").write_bytes(VIEWS.encode() + content)
    folder = open_folder(tmp_path)
    events, bad = events_in(folder)
    rows = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert len(events) + len(bad) == sum(bool(row.strip(b" ")) for row in rows)
    items, _ = items_of(folder)
    assert {row.item_id for row in events} <= {item.id for item in items}
