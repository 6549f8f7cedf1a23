"""``whyrec serve``, as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import Run
from whyrec.cli import serve

WORDS = [sys.executable, "-m", "whyrec"]


class Serving:
    """A server that has said where it is."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.said = json.loads("".join(_until_brace(process.stdout)))
        self.place = urlsplit(self.said["url"]).netloc

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.place, timeout=60)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """The exit code and what was written to stderr."""
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=60)
        return self.process.returncode, err


def _until_brace(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line == "}\n":
            return


@contextmanager
def serving(home: Path, *words: str, **settings: str) -> Iterator[Serving]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("WHYREC_")},
        "WHYREC_ENGINE__ENABLED": "false",
        **settings,
    }
    with subprocess.Popen(
        [*WORDS, "--home", str(home), "serve", "--port", "0", "--json", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield Serving(process)
        finally:
            process.kill()


def test_it_answers_and_ends_at_ctrl_c(shop: Path) -> None:
    with serving(shop) as server:
        status, listed = server.ask("/v1/users/ann/recommendations?k=2")
        code, err = server.end()
    assert (status, len(listed["recommendations"])) == (200, 2)
    assert code == 130
    assert "GET /v1/users/{user_id}/recommendations 200" in err
    assert "Traceback" not in err
    assert "ann" not in err


def test_it_ends_well_when_told_to_terminate(shop: Path) -> None:
    with serving(shop) as server:
        code, err = server.end(signal.SIGTERM)
    assert code == 0
    assert err.rstrip().endswith("Stopped.")


def test_what_is_being_worked_on_at_ctrl_c_is_still_answered(shop: Path) -> None:
    body = b'{"item_id": "f1", "kind": "like"}'
    with serving(shop) as server:
        host, _, port = server.place.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=60) as client:
            client.sendall(
                b"POST /v1/users/ann/feedback HTTP/1.1\r\nHost: localhost\r\n"
                b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body)
            )
            assert client.recv(100).startswith(b"HTTP/1.1 100")  # somebody waits for the body
            server.process.send_signal(signal.SIGINT)
            while _takes_connections(host, int(port)):
                pass
            client.sendall(body)
            assert client.recv(1_000).startswith(b"HTTP/1.1 200")
        server.process.wait(60)
        assert server.process.returncode == 130


def _takes_connections(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def test_a_second_server_on_the_same_home_is_refused(shop: Path) -> None:
    with serving(shop) as first:
        second = subprocess.run(
            [*WORDS, "--home", str(shop), "serve", "--port", "0"],
            env={**os.environ, "WHYREC_ENGINE__ENABLED": "false"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert first.ask("/healthz")[0] == 200
    assert second.returncode == 4
    assert f"Process {first.process.pid} holds the vectors" in second.stderr
    assert f"--url {first.said['url']}" in " ".join(second.stderr.split())
    assert "Traceback" not in second.stderr


def test_keys_are_made_and_revoked_while_it_runs(run: Run, shop: Path) -> None:
    with serving(shop, WHYREC_SERVER__KEYS="off") as open_to_all:
        assert open_to_all.said["keys"] is False
        made = run("--home", shop, "keys", "create", "x", "--json").json()
        open_to_all.end()
    with serving(shop, WHYREC_SERVER__KEYS="required") as server:
        later = run("--home", shop, "keys", "create", "y", "--json").json()
        for key in (made, later):
            bearer = {"Authorization": f"Bearer {key['key']}"}
            assert server.ask("/v1/users", **bearer)[0] == 200
            assert run("--home", shop, "keys", "revoke", key["id"]).code == 0
            assert server.ask("/v1/users", **bearer)[0] == 401


def test_beyond_this_machine_it_wants_a_key_to_exist(run: Run, shop: Path) -> None:
    ran = run("--home", shop, "serve", "--host", "0.0.0.0", "--port", "0")
    assert ran.code == 5
    assert "whyrec keys create" in ran.err


def test_a_port_in_use_is_said_in_a_line(run: Run, shop: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("--home", shop, "serve", "--port", port)
    assert ran.code == 4
    assert f"Port {port} of 127.0.0.1 is in use." in ran.err


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "256.0.0.1"])
def test_a_host_that_is_not_this_machine_is_said_in_a_line(run: Run, shop: Path, host: str) -> None:
    ran = run("--home", shop, "serve", "--host", host, "--port", "0")
    assert ran.code == 2
    assert host in ran.err


def test_a_rate_limit_that_is_none_names_the_setting(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHYREC_SERVER__RATE_LIMIT", "many")
    ran = run("--home", shop, "serve", "--port", "0")
    assert ran.code == 2
    assert "server.rate_limit" in ran.err


def test_without_its_packages_it_says_what_to_install(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert serve is not None
    monkeypatch.setitem(sys.modules, "whyrec.cli._serving", None)
    ran = run("--home", shop, "serve", "--port", "0")
    assert ran.code == 5
    assert "whyrec[server]" in ran.err
