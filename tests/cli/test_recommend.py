import json
from pathlib import Path

from tests.cli.conftest import Run
from whyrec.cli._lists_file import ListsFile


def test_a_list_has_items_and_reasons(run: Run, shop: Path) -> None:
    ran = run("recommend", "ann", "-k", "3")
    assert ran.code == 0
    assert ran.out.lstrip().startswith("1. ")
    assert "(composed)" in ran.out


def test_as_json_it_holds_items_not_seen_with_their_evidence(run: Run, shop: Path) -> None:
    told = run("recommend", "ann", "--json").json()
    ids = {r["item"]["id"] for r in told["recommendations"]}
    assert ids
    assert not ids & {"f1", "f2", "f3", "f5"}
    assert {e for r in told["recommendations"] for e in r["evidence"]} <= {"e1", "e2", "e3", "e4"}


def test_a_domain_leaves_the_others_out(run: Run, shop: Path) -> None:
    told = run("recommend", "ann", "--domain", "books", "--json").json()
    assert {r["item"]["domain"] for r in told["recommendations"]} == {"books"}


def test_a_cap_mixes_the_list(run: Run, shop: Path) -> None:
    told = run("recommend", "ann", "-k", "3", "--cap", "1", "--capped", "genre", "--json").json()
    genres = [r["item"]["facets"]["genre"][0] for r in told["recommendations"]]
    assert len(set(genres)) == len(genres)


def test_what_cannot_be_capped_is_told(run: Run, shop: Path) -> None:
    ran = run("recommend", "ann", "--cap", "1", "--capped", "colour")
    assert ran.code == 2
    assert "genre" in ran.err
    assert run("recommend", "ann", "--capped", "genre").code == 2
    assert run("recommend", "ann", "--surprise", "2").code == 2


def test_a_stranger_gets_what_is_popular_and_is_told(run: Run, shop: Path) -> None:
    ran = run("recommend", "zoe", "-k", "2")
    assert ran.code == 0
    assert "popular" in ran.err


def test_without_items_the_remedy_is_to_load_some(run: Run) -> None:
    ran = run("recommend", "ann")
    assert ran.code == 2
    assert "whyrec ingest" in ran.err


def test_all_writes_one_line_a_user(run: Run, shop: Path, tmp_path: Path) -> None:
    target = tmp_path / "lists.jsonl"
    assert run("recommend", "--all", "--out", target, "-k", "2", "--no-explain").code == 0
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["user_id"] for line in lines] == ["ann", "bob", "cho"]
    assert list(tmp_path.glob("*.part")) == []
    assert run("recommend", "--all", "--out", target).code == 2


def test_what_was_stopped_is_gone_on_with(tmp_path: Path) -> None:
    target = tmp_path / "lists.jsonl"
    with ListsFile(target, {"k": 2}) as lists:
        lists.add("ann", '{"user_id": "ann"}')
        lists.add("bob", '{"user_id": "bob"}')
    (part,) = tmp_path.glob("*.part")
    part.write_bytes(part.read_bytes()[:-5])
    with ListsFile(target, {"k": 2}) as lists:
        assert lists.done == {"ann"}
        lists.add("bob", '{"user_id": "bob"}')
        lists.finish()
    assert target.read_text() == '{"user_id": "ann"}\n{"user_id": "bob"}\n'


def test_other_options_begin_anew(tmp_path: Path) -> None:
    target = tmp_path / "lists.jsonl"
    with ListsFile(target, {"k": 2}) as lists:
        lists.add("ann", '{"user_id": "ann"}')
    with ListsFile(target, {"k": 3}) as lists:
        assert lists.done == set()


def test_an_empty_list_says_for_which_moment_and_profile_it_is(run: Run, shop: Path) -> None:
    told = run("recommend", "ann", "--domain", "plays", "--json").json()
    assert told["recommendations"] == []
    assert told["as_of"].startswith("2020-02-01T10:00:00")
    assert told["profile_version"] == 1
