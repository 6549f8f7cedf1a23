from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.readers.conftest import MakeFile
from whyrec.domain import Item
from whyrec.errors import InputError
from whyrec.store.readers import EventRules, Folder, Rejected, Scale, open_folder, read_events
from whyrec.store.readers import read_items as batches_of_items

Fill = Callable[..., Path]


@pytest.fixture
def fill(make_file: MakeFile, tmp_path: Path) -> Fill:
    """A folder with files of those contents."""

    def make(**contents: str) -> Path:
        for name, content in contents.items():
            make_file(name.replace("_", "."), content)
        return tmp_path

    return make


def _items(folder: Folder) -> tuple[list[Item], list[Rejected]]:
    read = list(batches_of_items(folder.items))
    return [i for b in read for i in b.items], [r for b in read for r in b.rejected]


def test_movielens_as_it_is(fill: Fill) -> None:
    folder = open_folder(
        fill(
            movies_csv="movieId,title,genres\n1,Toy Story (1995),Animation|Comedy\n"
            '2,"Naked Gun, The (1988) ",(no genres listed)\n3,Babylon 5,Sci-Fi\n',
            ratings_csv="userId,movieId,rating,timestamp\n7,1,4.0,964982703\n",
            tags_csv="userId,movieId,tag,timestamp\n7,1,Pixar,1\n8,1,fun,1\n9,1,pixar,1\n",
        )
    )
    items, bad = _items(folder)
    assert not bad
    assert items == [
        Item(
            id="1",
            title="Toy Story (1995)",
            text="Pixar, fun",
            domain="movies",
            facets={"genre": ("Animation", "Comedy"), "year": ("1995",)},
        ),
        Item(id="2", title="Naked Gun, The (1988)", domain="movies", facets={"year": ("1988",)}),
        Item(id="3", title="Babylon 5", domain="movies", facets={"genre": ("Sci-Fi",)}),
    ]
    assert folder.events.scale == Scale(0.5, 5)
    (events,) = read_events(folder.events)
    assert events.rows()[0][1:7] == ("7", "1", "rating", 4.0, None, 964_982_703_000_000)


def test_bad_tags_are_told_with_their_own_file(fill: Fill) -> None:
    path = fill(
        movies_csv="movieId,title,genres\n1,A,Drama\n",
        ratings_csv="userId,movieId,rating,timestamp\n",
        tags_csv='userId,movieId,tag,timestamp\n7,,odd,1\n7,1\n7,1,"fine, too",1\n',
    )
    items, bad = _items(open_folder(path))
    assert items[0].text == "fine, too"
    assert sorted((b.file, b.line) for b in bad) == [
        (str(path / "tags.csv"), 2),
        (str(path / "tags.csv"), 3),
    ]


def test_movietweetings_as_it_is(fill: Fill) -> None:
    folder = open_folder(
        fill(
            movies_dat="0002844::Fantômas: À l'ombre (1913)::Crime|Drama\n1::A::B (2000)::\nx\n",
            ratings_dat="1::0002844::10::1365029107\n1::0002844::11::1365029107\n1::2\n",
        )
    )
    items, bad = _items(folder)
    assert [(i.id, i.title, i.facets.get("year")) for i in items] == [
        ("0002844", "Fantômas: À l'ombre (1913)", ("1913",)),
        ("1", "A::B (2000)", ("2000",)),
    ]
    assert [b.line for b in bad] == [3]
    (events,) = read_events(folder.events)
    assert [row.value for row in events.rows()] == [10.0]
    assert sorted(b.line for b in events.rejected) == [2, 3]


def test_movielens_1m_is_not_taken_for_movietweetings(fill: Fill) -> None:
    path = fill(
        movies_dat="1::Toy Story (1995)::Comedy\n",
        ratings_dat="1::1::5::978300760\n",
        users_dat="1::F::1::10::48067\n",
    )
    with pytest.raises(InputError, match="MovieLens 1M"):
        open_folder(path)


def test_own_files_in_a_folder(fill: Fill) -> None:
    folder = open_folder(
        fill(
            items_csv="item_id,title\n1,A\n",
            events_jsonl='{"user_id": 1, "item_id": 1, "kind": "view", "at": 1}\n',
        )
    )
    assert folder.kind == "whyrec"
    assert len(_items(folder)[0]) == 1


def test_a_folder_of_something_else_is_refused_with_what_is_there(fill: Fill) -> None:
    with pytest.raises(InputError, match=r"Found: notes\.txt"):
        open_folder(fill(notes_txt="x"))
    with pytest.raises(InputError, match="--items"):
        open_folder(fill(notes_txt="x") / "notes.txt")


@pytest.mark.parametrize(
    ("name", "kind", "items", "events", "first"),
    [
        ("ml-latest-small", "movielens", 9_742, 100_836, ("1", "Toy Story (1995)")),
        ("movietweetings-100k", "movietweetings", 10_506, 100_000, ("0002844", "Fantômas")),
    ],
)
def test_the_published_data_sets_have_no_bad_row(
    data_folder: Path, name: str, kind: str, items: int, events: int, first: tuple[str, str]
) -> None:
    folder = open_folder(data_folder / name)
    read, bad = _items(folder)
    assert not bad
    assert folder.kind == kind
    assert len({item.id for item in read}) == items
    assert read[0].id == first[0]
    assert read[0].title.startswith(first[1])
    batches = list(read_events(folder.events, EventRules(scale=folder.events.scale)))
    assert sum(len(batch.lines) for batch in batches) == events
    assert not any(batch.rejected for batch in batches)
