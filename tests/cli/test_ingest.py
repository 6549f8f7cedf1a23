from pathlib import Path

from tests.cli.conftest import EVENTS, ITEMS, Run


def files(folder: Path, items: str = ITEMS, events: str = EVENTS) -> list[str]:
    (folder / "items.csv").write_text(items)
    (folder / "events.csv").write_text(events)
    return ["--items", str(folder / "items.csv"), "--events", str(folder / "events.csv")]


def test_it_says_what_was_loaded(run: Run, tmp_path: Path) -> None:
    ran = run("ingest", *files(tmp_path))
    assert ran.code == 0
    assert "Ratings go from" in ran.out
    assert run("--json", "users").json()[0]["user_id"] == "ann"


def test_loading_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    words = files(tmp_path)
    run("ingest", *words)
    again = run("ingest", *words, "--json").json()
    assert (again["items_added"], again["events_added"]) == (0, 0)
    assert (again["items_unchanged"], again["events_unchanged"]) == (10, 8)


def test_a_bad_row_is_shown_with_its_line_and_the_rest_loads(run: Run, tmp_path: Path) -> None:
    words = files(tmp_path, events=EVENTS + "e9,ann,f4,rating,5,soon\n")
    ran = run("ingest", *words)
    assert ran.code == 0
    assert "events.csv:10" in ran.out
    assert "1 row was left out" in ran.out


def test_strict_refuses_all_for_one_bad_row(run: Run, tmp_path: Path) -> None:
    words = files(tmp_path, events=EVENTS + "e9,ann,f4,rating,5,soon\n")
    ran = run("ingest", *words, "--strict")
    assert ran.code == 2
    assert run("users", "--json").json() == []


def test_a_missing_file_is_an_input_error(run: Run, tmp_path: Path) -> None:
    assert run("ingest", "--items", tmp_path / "none.csv").code == 2


def test_what_a_hostile_row_says_cannot_touch_the_terminal(run: Run, tmp_path: Path) -> None:
    words = files(tmp_path, events=EVENTS + "e9,ann,f4,rating,\x1b[31mfive,2020-01-01\n")
    ran = run("ingest", *words)
    assert "\x1b" not in ran.out + ran.err


def test_a_tenant_has_its_own_data(run: Run, tmp_path: Path) -> None:
    run("ingest", *files(tmp_path), "--tenant", "other")
    assert run("users", "--json").json() == []
    assert len(run("users", "--json", "--tenant", "other").json()) == 3


def test_rows_left_out_for_their_id_and_for_faults_are_told_in_one_sentence(
    run: Run, tmp_path: Path
) -> None:
    twice = "e8,cho,f2,view,,2020-01-08T10:00:00Z\ne8,cho,f3,view,,2020-01-08T10:00:00Z\n"
    ran = run("ingest", *files(tmp_path, events=EVENTS + twice))
    told = " ".join(ran.out.split())
    assert "2 rows were left out, 2 because their event ids have other content already; see" in told


def test_a_value_is_shown_as_it_is_and_escaped_once(run: Run, tmp_path: Path) -> None:
    words = files(tmp_path, events=EVENTS + "e9,ann,f4,rating,fi\x01ve,2020-01-01\n")
    assert r"'fi\x01ve'" in run("ingest", *words).out


def test_a_scale_that_leaves_out_stored_ratings_is_refused(run: Run, shop: Path) -> None:
    words = files(shop.parent, events=EVENTS + "e9,ann,f4,rating,2,2020-03-01\n")
    ran = run("ingest", *words, "--rating-scale", "1:3")
    assert ran.code == 2
    assert "the scale in force is 1 to 5" in " ".join(ran.err.split())
