import json
from pathlib import Path

from tests.cli.conftest import Run


def test_show_draws_a_bar_for_every_interest(run: Run, shop: Path) -> None:
    ran = run("profile", "show", "ann")
    assert ran.code == 0
    assert "█" in ran.out
    assert "orror" in ran.out


def test_show_as_json_is_the_profile(run: Run, shop: Path) -> None:
    profile = run("profile", "show", "ann", "--json").json()
    assert profile["version"] == 1
    assert all(i["measured"] for i in profile["interests"])


def test_a_user_not_evolved_yet_gets_the_command_for_it(run: Run, shop: Path) -> None:
    ran = run("profile", "show", "bob")
    assert ran.code == 0
    assert "whyrec evolve bob" in ran.err


def test_an_unknown_user_is_not_found(run: Run, shop: Path) -> None:
    for command in ("show", "history", "diff", "export"):
        assert run("profile", command, "nobody").code == 3


def test_words_that_are_understood_make_a_version(run: Run, shop: Path) -> None:
    told = run("profile", "edit", "ann", "no more comedy", "--json").json()
    assert told["understood"]
    assert told["version"] == 2
    assert "omedy" in run("profile", "diff", "ann").out


def test_words_that_are_not_understood_are_kept_and_said_so(run: Run, shop: Path) -> None:
    ran = run("profile", "edit", "ann", "perhaps the blue one")
    assert ran.code == 0
    assert "change nothing" in ran.out
    assert "perhaps the blue one" in run("profile", "show", "ann").out


def test_rollback_brings_the_older_interests_back(run: Run, shop: Path) -> None:
    before = run("profile", "show", "ann", "--json").json()["interests"]
    run("profile", "edit", "ann", "no more comedy")
    assert run("profile", "rollback", "ann", "1").code == 0
    after = run("profile", "show", "ann", "--json").json()
    assert after["version"] == 3
    assert [i["label"] for i in after["interests"]] == [i["label"] for i in before]
    assert run("profile", "rollback", "ann", "99").code == 3


def test_rollback_lists_the_words_it_undoes(run: Run, shop: Path) -> None:
    run("profile", "edit", "ann", "no more comedy")
    run("profile", "edit", "ann", "less drama")
    ran = run("profile", "rollback", "ann", "2")
    assert "Edits made since then are undone too: less drama." in ran.out
    told = run("profile", "rollback", "ann", "1", "--json").json()
    assert told["undone"] == ["no more comedy"]
    assert run("profile", "rollback", "ann", "1", "--json").json()["undone"] == []


def test_less_of_something_is_shown_apart_from_dislikes(run: Run, shop: Path) -> None:
    ran = run("profile", "edit", "ann", "a bit less drama")
    assert "Understood: less drama." in ran.out
    shown = run("profile", "show", "ann").out
    assert "Asked for less of drama" in shown.split("Less wanted")[1]


def test_an_interest_is_as_old_as_its_first_event(run: Run, shop: Path) -> None:
    # Its version is of February, its events are of January.
    lines = [x for x in run("profile", "show", "ann").out.splitlines() if x.startswith("  Horror")]
    assert lines
    assert all("since 2020-01" in line for line in lines)


def test_events_nothing_is_known_of_are_counted_and_no_taste(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("event_id,user_id,item_id,kind,value,at\nx,ann,zz,like,,2020-02-02T10:00:00Z\n")
    run("ingest", "--events", odd)
    run("evolve", "ann")
    shown = run("profile", "show", "ann").out
    assert "1 event is not sorted yet" in shown
    assert "Not sorted yet" not in shown
    assert "ot sorted yet" not in run("profile", "diff", "ann").out


def test_history_lists_every_version_with_what_made_it(run: Run, shop: Path) -> None:
    run("profile", "edit", "ann", "no more comedy")
    rows = run("profile", "history", "ann", "--json").json()
    assert [r["version"] for r in rows] == [1, 2]
    assert rows[1]["patch"]["provenance"]["mode"] == "edit"


def test_a_forgotten_event_is_gone_everywhere(run: Run, shop: Path) -> None:
    assert run("profile", "forget", "ann", "e1").code == 0
    assert '"e1"' not in run("profile", "export", "ann").out
    assert run("profile", "forget", "ann", "e1").code == 3


def test_export_writes_a_private_file_and_never_over_another(
    run: Run, shop: Path, tmp_path: Path
) -> None:
    target = tmp_path / "ann.json"
    assert run("profile", "export", "ann", "--out", target).code == 0
    assert len(json.loads(target.read_text())["events"]) == 4
    assert target.stat().st_mode & 0o077 == 0
    assert run("profile", "export", "ann", "--out", target).code == 2
    assert run("profile", "export", "ann", "--out", target, "--force").code == 0


def test_erase_wants_a_yes(run: Run, shop: Path) -> None:
    assert run("profile", "erase", "ann").code == 2
    assert run("profile", "erase", "ann", "--yes").code == 0
    assert run("profile", "show", "ann").code == 3


def test_editing_an_unknown_user_is_possible_and_said(run: Run, shop: Path) -> None:
    ran = run("profile", "edit", "nobody", "no more horror")
    assert ran.code == 0
    assert "Nothing was known of nobody before." in ran.err
    assert "Nothing was known" not in run("profile", "edit", "nobody", "more comedy").err
