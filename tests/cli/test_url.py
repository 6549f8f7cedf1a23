"""Every command does by ``--url`` what it does on a home, or refuses."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from tests.cli.conftest import Ran, Run, _stocked  # noqa: F401
from tests.server.running import running
from whyrec import Recommender, load_settings
from whyrec.cli import main
from whyrec.cli._app import app

MORE_ITEMS = (
    "item_id,title,genre,domain\nf9,Cold Harbour,Horror,films\nf3,Blue Summer,Comedy,films\n"
)
MORE_EVENTS = """event_id,user_id,item_id,kind,value,at
n1,ann,f7,rating,5,2020-03-01T10:00:00Z
n2,ann,f9,like,,2020-03-02T10:00:00Z
n3,dan,f2,rating,4,2020-03-02T11:00:00Z
n4,dan,f4,rating,9,2020-03-02T12:00:00Z
n5,dan,zz,view,,2020-03-02T13:00:00Z
e5,bob,f3,rating,2,2020-01-05T10:00:00Z
"""

EXPERIMENT = """name = "bold"
share = 0.001
variants = [{name = "as-it-is"}, {name = "bold", rank = {diversity = 2.0}}]
"""
"""Nobody of these is in it: it is there to be looked at."""

WRONG = """name = "wrong"
share = 2
variants = [{name = "as-it-is"}, {name = "bold", rank = {colour = 2}}]
"""

SCENARIO: tuple[tuple[str, ...], ...] = (
    ("users",),
    ("users", "--limit", "1"),
    ("content", "show", "cellar"),
    ("content", "show", "f1"),
    ("recommend", "ann", "-k", "3"),
    ("recommend", "ann", "--domain", "books", "--no-explain", "--diversity", "0"),
    ("recommend", "ann", "--domain", "games"),
    ("recommend", "ann", "--as-of", "2020-01-02T12:00Z"),
    ("recommend", "nobody"),
    ("recommend", "--all", "--out", "lists.jsonl", "--force"),
    ("why", "ann", "f7"),
    ("why", "ann", "dead signal", "--no-model", "--as-of", "2020-02-02"),
    ("why", "ann", "blue"),
    ("why", "ann", "no such film"),
    ("profile", "show", "ann"),
    ("profile", "show", "bob"),
    ("profile", "show", "nobody"),
    ("profile", "show", "ann", "--version", "9"),
    ("profile", "history", "ann"),
    ("profile", "history", "bob"),
    ("profile", "diff", "ann"),
    ("drift", "ann"),
    ("transfer", "ann", "--to", "books"),
    ("transfer", "ann", "--to", "books", "--from", "films"),
    ("transfer", "ann", "--to", "songs"),
    ("transfer", "nobody", "--to", "books"),
    ("journeys", "ann"),
    ("journeys", "nobody"),
    ("forecast", "ann"),
    ("forecast", "ann", "-k", "2", "--as-of", "2020-01-03"),
    ("forecast", "ann", "-k", "0"),
    ("forecast", "nobody"),
    ("refused", "ann"),
    ("refused", "nobody"),
    ("drift", "--as-of", "2020-01-03"),
    ("experiments", "list"),
    ("experiments", "show", "bold"),
    ("experiments", "show", "nothing"),
    ("experiments", "report", "bold", "--out", "bold.html", "--force"),
    ("experiments", "stop", "nothing"),
    ("experiments", "stop", "nothing"),
    ("experiments", "start", "wrong.toml"),
    ("experiments", "start", "bold.toml"),
    ("clusters", "list"),
    ("clusters", "show", "--user", "ann"),
    ("clusters", "show", "--user", "nobody"),
    ("clusters", "show"),
    ("timezone", "ann"),
    ("timezone", "ann", "Europe/Vienna"),
    ("timezone", "ann", "Europe"),
    ("recommend", "ann", "--device", "tv", "--weekend", "--at", "2020-01-04T20:00"),
    ("recommend", "ann", "--at", "noon"),
    ("recommend", "ann", "--scene", "wrok", "--device", "tv"),
    ("recommend", "bob", "--daypart", "evening"),
    ("why", "ann", "f7", "--scene", "work", "--device", "tv", "--weekend"),
    ("why", "ann", "f7", "--at", "2020-02-02T20:00", "--daypart", "night"),
    ("timezone", "ann", "--forget"),
    ("timezone", "stranger"),
    ("timezone", "stranger", "Europe/Vienna"),
    ("feedback", "ann", "cellar", "like", "--event-id", "fb1", "--at", "2020-02-10"),
    ("feedback", "ann", "cellar", "dislike", "--event-id", "fb1", "--at", "2020-02-10"),
    ("feedback", "ann", "f6", "view", "--event-id", "fb2"),
    ("evolve", "ann"),
    ("evolve", "ann"),
    ("chat", "ann", "recommend me three films"),
    ("chat", "ann", "hello?"),
    ("ask", "new"),
    ("ask", "new", "--answer", "no", "--answer", "rubbish of a kind"),
    ("profile", "edit", "ann", "no more comedy"),
    ("profile", "edit", "ann", "the sea at dusk, but sideways"),
    ("profile", "diff", "ann", "1", "3"),
    ("profile", "rollback", "ann", "2"),
    ("profile", "rollback", "ann", "44"),
    ("profile", "show", "ann", "--version", "1"),
    ("ingest", "--items", "items.csv", "--events", "events.csv", "--rating-scale", "1:5"),
    ("ingest", "--items", "items.csv", "--events", "events.csv", "--rating-scale", "1:5"),
    ("ingest", "--events", "events.csv", "--rating-scale", "1:5", "--strict"),
    ("ingest", "--events", "nothing.csv"),
    ("evolve", "--all", "--yes"),
    ("profile", "forget", "ann", "n1"),
    ("profile", "forget", "ann", "n1"),
    ("profile", "export", "ann"),
    ("profile", "export", "ann", "--out", "ann.json", "--force"),
    ("profile", "erase", "bob", "--yes"),
    ("profile", "erase", "bob", "--yes"),
    ("profile", "erase", "cho"),
    ("users",),
)
DIFFERENT = {
    # Told beforehand on a home alone: what waits, and what taking it in will take at most.
    ("evolve", "--all", "--yes"),
    # As data: the items of a chat's list have their ids and titles and no more.
    ("chat", "ann", "hello?"),
}

Both = dict[tuple[int, str], tuple[Ran, Ran]]
NOBODY = "http://127.0.0.1:9"
"""Where nothing answers."""


def said(*words: str) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(list(words))
    return Ran(code, out.getvalue(), err.getvalue())


def run_all(folder: Path, where: list[str]) -> dict[tuple[int, str], Ran]:
    """What each command of the scenario said, for people and as JSON."""
    (folder / "items.csv").write_text(MORE_ITEMS)
    (folder / "events.csv").write_text(MORE_EVENTS)
    (folder / "bold.toml").write_text(EXPERIMENT)
    (folder / "wrong.toml").write_text(WRONG)
    done = {}
    with contextlib.chdir(folder):
        for place, words in enumerate(SCENARIO):
            form = ["--json"] if place % 2 else []
            done[place, " ".join(words)] = said(*words, *where, *form)
    return done


@pytest.fixture(scope="module")
def both(
    _stocked: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Both:
    """The scenario on a home, then by URL on an equal one."""
    folders = [tmp_path_factory.mktemp(name) for name in ("here", "there")]
    first = Path(shutil.copytree(_stocked, folders[0] / "home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WHYREC_ENGINE__ENABLED", "false")
        (folders[0] / "bold.toml").write_text(EXPERIMENT)
        said("--home", str(first), "experiments", "start", str(folders[0] / "bold.toml"))
        homes = [first, Path(shutil.copytree(first, folders[1] / "home"))]
        patch.setenv("COLUMNS", "120")
        # A server counts the crowd every ten minutes, a command at its start: here both at once.
        patch.setattr("whyrec._views.LIVE_STEP", timedelta(microseconds=1))
        here = run_all(folders[0], ["--home", str(homes[0])])
        with running(lambda: Recommender.open(load_settings(home=homes[1]))) as (url, _):
            there = run_all(folders[1], ["--url", url])
    return {step: (here[step], there[step]) for step in here}


def plain(ran: Ran) -> tuple[Any, str]:
    """What was said, without what differs from run to run or must: clock times, random ids, places.

    A server tells an error and its remedy in one sentence, and writes no rejects file.
    """
    out, err = (_plain(text) for text in (ran.out, ran.err))
    if err.startswith("{"):
        told = json.loads(err)["error"]
        err = f"{told['kind']} {told['message']} {told['remedy'] or ''}"
    value: Any = out
    if ran.out.startswith(("{", "[")):
        value = json.loads(out)
        if "problems" in value:
            value["problems"].sort(key=lambda p: p["line"])
            value["rejects_file"] = None
        if isinstance(value, dict) and isinstance(value.get("shown"), list):
            for shown in value["shown"]:
                del shown["response_id"], shown["at"]  # of the clock on the wall
        if "values" in value:
            value["values"] = 0  # a server keeps replies, too
    else:
        value = sorted(out.split("\n")) if "rating scale" in out else out
    return value, " ".join(err.split())


def _plain(text: str) -> str:
    text = re.sub(r'"as_of": "2[^"]+\.\d+Z"', '"as_of": 0', text)  # of the clock on the wall
    text = re.sub(r'"(created_at|seconds)": [^,\n]+', r'"\1": 0', text)
    text = re.sub(r"\b[0-9a-f]{32}\b", "…", text)
    text = re.sub(r"Took [0-9.]+ s", "Took … s", text)
    text = re.sub(r"; see [^\n]*(?:\n[^\n]*)?\.jsonl\.", ".", text)
    return re.sub(r"\(tenant default\)|\(at http://[^)]+\)", "(…)", text)


@pytest.mark.parametrize(
    ("place", "words"), [(n, " ".join(w)) for n, w in enumerate(SCENARIO)], ids=str
)
def test_by_url_a_command_says_what_it_says_on_a_home(both: Both, place: int, words: str) -> None:
    here, there = both[place, words]
    assert there.code == here.code, there.err
    if SCENARIO[place] not in DIFFERENT:
        assert plain(there) == plain(here)


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command's words, and words for what it cannot do without."""

    def walk(command: Any, words: list[str]) -> Iterator[tuple[str, list[str]]]:
        children = getattr(command, "commands", {})
        for name in children:
            yield from walk(children[name], [*words, name])
        if children:
            return
        needed: list[str] = []
        for parameter in command.params:
            if parameter.required:
                option = parameter.param_type_name == "option"
                needed += [parameter.opts[0], "1"] if option else ["1"]
        yield " ".join(words), needed

    return walk(typer.main.get_command(app), [])


def in_scenario(name: str) -> bool:
    """Whether the scenario compares that command."""
    return any(" ".join(words[: len(name.split())]) == name for words in SCENARIO)


@pytest.mark.parametrize(
    ("name", "needed"), [(n, w) for n, w in commands() if not in_scenario(n)], ids=str
)
def test_a_command_that_is_not_compared_refuses_a_server(
    run: Run, name: str, needed: list[str]
) -> None:
    ran = run(*name.split(), *needed, "--url", NOBODY)
    assert ran.code == 2, ran.err
    assert f"whyrec {name} works on" in ran.err
    assert "--url" in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("words", [("rebuild",), ("backup", "x.tar.gz"), ("keys", "list")])
def test_what_needs_a_home_refuses_the_server_that_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("WHYREC_URL", NOBODY)
    ran = run(*words)
    assert ran.code == 2
    assert "not through a server" in ran.err


def test_what_has_no_data_works_while_a_server_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_URL", NOBODY)
    assert run("prompts", "list").code == 0


def test_a_home_named_on_the_command_line_wins_over_the_server_that_is_set(
    run: Run,
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WHYREC_URL", NOBODY)
    assert "ann" in run("--home", shop, "users").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("users", "--url", NOBODY, "--home", "x"), "--home names a home here"),
        (("users", "--url", NOBODY, "--tenant", "x"), "the tenant is that of the key"),
        (("users", "--key-file", "x"), "Name it with --url"),
        (("users", "--url", "localhost:8000"), "Write it as http://"),
        (("users", "--url", "http://me:secret@h/"), "more than scheme, host, port"),
        (("users", "--url", NOBODY, "--key-file", "no-such-file"), "No such file"),
        (("evolve", "ann", "--url", NOBODY, "--no-model"), "its own model"),
        (("evolve", "ann", "--url", NOBODY, "--as-of", "2020-01-01"), "its own clock"),
    ],
    ids=str,
)
def test_options_that_contradict_are_refused_by_what_is_wrong(
    run: Run, words: tuple[str, ...], said: str
) -> None:
    ran = run(*words)
    assert ran.code in (2, 5)
    assert said in " ".join(ran.err.split())
    assert "secret" not in ran.err


def test_a_server_that_is_not_there_is_said_in_one_line_and_ends_with_6(run: Run) -> None:
    ran = run("users", "--url", NOBODY)
    assert ran.code == 6
    assert ran.err.startswith(f"Error: No server can be reached at {NOBODY}.")


@pytest.mark.parametrize("content", ["", "\n", "two words", "schlüssel"])
def test_a_key_file_without_a_key_is_refused_and_not_shown(
    run: Run, tmp_path: Path, content: str
) -> None:
    (tmp_path / "key").write_text(content)
    ran = run("users", "--url", NOBODY, "--key-file", tmp_path / "key")
    assert ran.code == 2
    assert not content.strip() or content not in ran.err


def test_a_key_in_the_open_is_warned_of_and_not_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_KEY", "wr-abc")
    monkeypatch.setenv("NO_PROXY", "*")
    ran = run("users", "--url", "http://whyrec.invalid", "-v")
    assert "unencrypted" in ran.err
    assert "wr-abc" not in ran.err + ran.out
    assert "unencrypted" not in run("users", "--url", NOBODY).err


class Served(NamedTuple):
    url: str
    keys: dict[str, str]


@pytest.fixture
def with_keys(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server that asks for keys: there are one for all, one that reads, one of another tenant."""
    monkeypatch.setenv("WHYREC_ENGINE__ENABLED", "false")
    monkeypatch.setenv("WHYREC_SERVER__KEYS", "required")
    with running(lambda: Recommender.open(load_settings(home=shop))) as (url, rec):
        create = rec.store.keys.create
        keys = {
            "admin": create("default", "all", "admin").token,
            "read": create("default", "looks", "read").token,
            "other": create("other", "elsewhere", "admin").token,
        }
        yield Served(url, keys)


@pytest.mark.parametrize(
    ("key", "words", "code", "said"),
    [
        ("admin", ("users",), 0, ""),
        ("read", ("users",), 0, ""),
        ("other", ("users",), 0, "No events yet"),
        ("read", ("feedback", "ann", "f1", "like"), 5, "--scope"),
        ("other", ("profile", "show", "ann"), 3, "Nothing is known of a user 'ann'"),
        (None, ("users",), 5, "WHYREC_KEY"),
        ("wr-wrong", ("users",), 5, "unknown or was revoked"),
    ],
)
def test_the_key_opens_what_is_its_own(
    run: Run,
    with_keys: Served,
    tmp_path: Path,
    key: str | None,
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    file = tmp_path / "key"
    secret = with_keys.keys.get(key or "", key or "")
    file.write_text(secret + "\n")
    ran = run(*words, "--url", with_keys.url, *(["--key-file", file] if key else []))
    assert ran.code == code, ran.err
    assert said in ran.err
    assert not secret or secret not in ran.err + ran.out


def test_the_key_may_be_in_the_environment(
    run: Run, with_keys: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_URL", with_keys.url + "/v1/")
    monkeypatch.setenv("WHYREC_KEY", with_keys.keys["admin"])
    assert "ann" in run("users").out
