import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from whyrec.domain import Event, Item
from whyrec.errors import InputError
from whyrec.store import Store
from whyrec.store.ingest import ingest_files

T = "default"
NOW = datetime(2024, 1, 1, tzinfo=UTC)
ITEMS = "item_id,title,genre\na,Alien,Horror|Sci-Fi\nb,Babe,Comedy\n"
EVENTS = "user_id,item_id,value,at\nu,a,4,2020-01-01\nu,b,2,2020-01-02\nv,a,5,2020-01-03\n"

MakeFile = Callable[[str, str], Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content)
        return path

    return make


def test_items_and_events_are_loaded_and_counted(store: Store, make_file: MakeFile) -> None:
    report = ingest_files(
        store, T, items=make_file("i.csv", ITEMS), events=make_file("e.csv", EVENTS)
    )
    assert (report.items_added, report.events_added, report.rejected) == (2, 3, 0)
    assert report.rejects_file is None
    assert store.items.get(T, ["a"])["a"].facets == {"genre": ("Horror", "Sci-Fi")}
    assert [event.value for event in store.events.of_user(T, "u")] == [4.0, 2.0]


def test_loading_the_same_again_changes_nothing(
    store: Store, make_file: MakeFile, tmp_path: Path
) -> None:
    bad = make_file("e.csv", EVENTS + "u,a,4,never\n")
    given = {"items": make_file("i.csv", ITEMS), "events": bad, "rejects_dir": tmp_path / "r"}
    first = ingest_files(store, T, **given)
    before = store.items.generation(T), store.events.generation(T)
    kept = Path(first.rejects_file or "").read_bytes()
    again = ingest_files(store, T, **given)
    assert (store.items.generation(T), store.events.generation(T)) == before
    assert (again.items_unchanged, again.events_unchanged, again.rejected) == (2, 3, 1)
    assert (again.items_added, again.events_added) == (0, 0)
    assert again.rejects_file == first.rejects_file
    assert Path(again.rejects_file or "").read_bytes() == kept


def test_the_order_of_arrival_does_not_matter(store: Store, make_file: MakeFile) -> None:
    header, *rows = EVENTS.splitlines()
    rows += [f"w,i{n % 7},{n % 5},{1_500_000_000 + n}" for n in range(200)]
    ingest_files(store, "sorted", events=make_file("s.csv", "\n".join([header, *rows])))
    random.Random(1).shuffle(rows)
    ingest_files(store, "mixed", events=make_file("m1.csv", "\n".join([header, *rows[:90]])))
    ingest_files(store, "mixed", events=make_file("m2.csv", "\n".join([header, *rows[60:]])))
    for user in ("u", "v", "w"):
        assert store.events.of_user("mixed", user) == store.events.of_user("sorted", user)


def test_domain_objects_load_like_files(store: Store) -> None:
    events = [
        Event(id=f"e{n}", user_id="u", item_id="a", kind="rating", value=n, at=NOW)
        for n in range(1, 8)
    ]
    late = Event(id="late", user_id="u", item_id="a", kind="view", at=NOW + timedelta(days=2))
    report = ingest_files(
        store, T, items=[Item(id="a", title="A")], events=[*events, late], now=NOW
    )
    assert (report.items_added, report.events_added, report.rejected) == (1, 7, 1)
    assert report.rating_scale == (0, 10)
    assert (report.problems[0].file, report.problems[0].line) == ("events", 8)
    assert store.events.get(T, ["e3"])["e3"] == events[2]


def test_a_clock_one_day_ahead_is_forgiven(store: Store, make_file: MakeFile) -> None:
    text = "user_id,item_id,kind,at\nu,a,view,2024-01-01T23:00:00Z\nu,a,view,2024-01-02T01:00:00Z\n"
    report = ingest_files(store, T, events=make_file("e.csv", text), now=NOW)
    assert (report.events_added, report.rejected) == (1, 1)
    assert report.problems[0].message == "lies in the future"


def test_strict_writes_nothing_and_names_the_first_problems(
    store: Store, make_file: MakeFile, tmp_path: Path
) -> None:
    events = make_file("e.csv", EVENTS + "u,a,4,never\n,a,4,1\n")
    with pytest.raises(InputError) as raised:
        ingest_files(
            store,
            T,
            items=make_file("i.csv", ITEMS),
            events=events,
            strict=True,
            rejects_dir=tmp_path / "r",
        )
    assert "2 of 7 rows are bad" in raised.value.message
    assert f"{events}:5: at is no time" in raised.value.message
    assert "'never'" in raised.value.message
    assert f"{events}:6: user_id is missing" in raised.value.message
    assert store.items.count(T) == store.events.count(T) == 0
    assert store.meta.get(T, "rating_scale") is None
    assert not (tmp_path / "r").exists()


def test_strict_loads_what_is_all_good(store: Store, make_file: MakeFile) -> None:
    report = ingest_files(store, T, events=make_file("e.csv", EVENTS), strict=True)
    assert report.events_added == 3


def test_a_file_that_breaks_off_leaves_nothing_behind(store: Store, make_file: MakeFile) -> None:
    with pytest.raises(InputError, match="no column"):
        ingest_files(
            store, T, items=make_file("i.csv", ITEMS), events=make_file("e.csv", "a,b\n1,2\n")
        )
    assert store.items.count(T) == 0


def test_events_of_items_that_nobody_knows_are_kept_and_counted(
    store: Store, make_file: MakeFile
) -> None:
    report = ingest_files(
        store, T, items=make_file("i.csv", ITEMS), events=make_file("e.csv", EVENTS + "u,z,1,9\n")
    )
    assert (report.events_added, report.unknown_items) == (4, 1)
    assert any("not in the catalogue" in note for note in report.notes)


def test_one_id_with_two_contents_is_a_conflict_with_its_line(
    store: Store, make_file: MakeFile
) -> None:
    header = "event_id,user_id,item_id,value,at\n"
    text = header + "e2,u,a,4,1\ne1,u,a,4,1\ne1,u,a,4,1\ne1,u,a,5,1\n"
    report = ingest_files(store, T, events=make_file("e.csv", text))
    assert (report.events_added, report.events_unchanged, report.conflicts) == (2, 1, 1)
    assert report.rejected == 0
    assert (report.problems[0].line, report.problems[0].value) == (5, "e1")
    assert store.events.get(T, ["e1"])["e1"].value == 4


def test_an_item_twice_with_other_content_is_refused(store: Store, make_file: MakeFile) -> None:
    text = "item_id,title\na,Alien\nb,Babe\na,Alien\na,Aliens\n"
    report = ingest_files(store, T, items=make_file("i.csv", text))
    assert (report.items_added, report.items_unchanged, report.rejected) == (2, 1, 1)
    assert report.problems[0].line == 5
    assert "line 2" in report.problems[0].message
    assert store.items.get(T, ["a"])["a"].title == "Alien"


def test_a_changed_item_is_updated(store: Store, make_file: MakeFile) -> None:
    ingest_files(store, T, items=make_file("i.csv", ITEMS))
    report = ingest_files(store, T, items=make_file("i.csv", ITEMS.replace("Babe", "Babe 2")))
    assert (report.items_updated, report.items_unchanged) == (1, 1)


def test_forgotten_events_stay_forgotten(store: Store, make_file: MakeFile) -> None:
    path = make_file("e.csv", EVENTS)
    ingest_files(store, T, events=path)
    (event,) = store.events.of_user(T, "v")
    store.events.forget(T, "v", [event.id])
    report = ingest_files(store, T, events=path)
    assert (report.events_forgotten, report.events_unchanged) == (1, 2)
    assert not store.events.of_user(T, "v")


def test_progress_is_told_to_the_end(store: Store, make_file: MakeFile) -> None:
    heard: list[tuple[str, int, int | None]] = []
    ingest_files(
        store,
        T,
        items=make_file("i.csv", ITEMS),
        events=make_file("e.csv", EVENTS),
        progress=lambda *told: heard.append(told),
    )
    assert ("checking events", 3, None) in heard
    assert ("loading items", 2, 2) in heard
    assert heard[-1] == ("loading events", 3, 3)


def test_progress_comes_to_its_end_with_bad_rows_too(store: Store, make_file: MakeFile) -> None:
    heard: list[tuple[str, int, int | None]] = []
    path = make_file("e.csv", EVENTS + "u,a,4,never\n")
    ingest_files(store, T, events=path, progress=lambda *told: heard.append(told))
    assert heard[-1] == ("loading events", 4, 4)


def test_nothing_or_too_much_to_load_is_refused(store: Store, make_file: MakeFile) -> None:
    with pytest.raises(InputError, match="nothing to load"):
        ingest_files(store, T)
    path = make_file("e.csv", EVENTS)
    with pytest.raises(InputError, match="not both"):
        ingest_files(store, T, folder=path.parent, events=path)


@pytest.mark.parametrize(
    ("name", "items", "events", "users", "scale"),
    [
        ("ml-latest-small", 9_742, 100_836, 610, (0.5, 5.0)),
        ("movietweetings-100k", 10_506, 100_000, 16_554, (0.0, 10.0)),
    ],
)
def test_the_published_data_sets_load_whole(
    store: Store,
    data_folder: Path,
    name: str,
    items: int,
    events: int,
    users: int,
    scale: tuple[float, float],
) -> None:
    report = ingest_files(store, T, folder=data_folder / name, strict=True)
    assert (report.items_added, report.events_added) == (items, events)
    assert (report.rejected, report.unknown_items) == (0, 0)
    assert report.rating_scale == scale
    assert store.items.count(T) == items
    assert store.events.count(T) == events
    assert len(store.events.users(T)) == users
    assert {item.domain for item in store.items.all(T)} == {"movies"}
