import os
import socket
import struct

import pytest

from tests.fakes.hub import FakeHub
from whyrec.agents.models.pull import KNOWN_MODELS, pull
from whyrec.errors import InputError, NotFoundError, PrerequisiteError, UpstreamError

REPOSITORY, FILE = "someone/tiny-GGUF", "tiny-Q8_0.gguf"
CONTENT = b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + os.urandom(300_000)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    # What is written to disk, and so kept, comes in pieces of this size: 10 MB in earnest.
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 5_000)


@pytest.fixture
def hub():
    with FakeHub(REPOSITORY, {FILE: CONTENT}) as hub:
        yield hub


def test_places_the_whole_file_and_reports_progress(hub, tmp_path):
    seen = []
    file = pull(
        f"{REPOSITORY}/{FILE}",
        tmp_path / "models",
        endpoint=hub.endpoint,
        progress=lambda here, total: seen.append((here, total)),
    )
    assert file == tmp_path / "models" / FILE
    assert file.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [p.name for p in (tmp_path / "models").iterdir()] == [FILE]


def test_a_file_that_is_there_and_whole_is_not_fetched_again(hub, tmp_path):
    name = f"{REPOSITORY}/{FILE}"
    pull(name, tmp_path, endpoint=hub.endpoint)
    calls = []
    pull(name, tmp_path, endpoint=hub.endpoint, progress=lambda *a: calls.append(a))
    assert calls == []


def test_goes_on_after_a_broken_connection(hub, tmp_path):
    hub.break_after, hub.breaks = 100_000, 1
    file = pull(f"{REPOSITORY}/{FILE}", tmp_path, endpoint=hub.endpoint)
    assert file.read_bytes() == CONTENT
    assert hub.ranges


def test_a_second_command_goes_on_where_the_first_gave_up(hub, tmp_path):
    name = f"{REPOSITORY}/{FILE}"
    hub.break_after, hub.breaks, hub.break_once_with = 0, 9, 20_000
    with pytest.raises(PrerequisiteError, match="broke off"):
        pull(name, tmp_path, endpoint=hub.endpoint)
    hub.breaks, hub.ranges = 0, []
    assert pull(name, tmp_path, endpoint=hub.endpoint).read_bytes() == CONTENT
    assert hub.ranges == ["bytes=20000-"]


def test_a_damaged_file_is_refused_and_deleted(hub, tmp_path):
    hub.damaged = True
    with pytest.raises(UpstreamError, match="checksum"):
        pull(f"{REPOSITORY}/{FILE}", tmp_path, endpoint=hub.endpoint)
    assert not any(p.is_file() for p in tmp_path.rglob("*"))


def test_what_is_no_gguf_is_refused(tmp_path):
    with (
        FakeHub(REPOSITORY, {FILE: b"<html>not found</html>" * 100}) as hub,
        pytest.raises(UpstreamError, match="no GGUF"),
    ):
        pull(f"{REPOSITORY}/{FILE}", tmp_path, endpoint=hub.endpoint)
    assert not any(p.is_file() for p in tmp_path.rglob("*"))


def test_an_unknown_file_names_those_there_are(hub, tmp_path):
    with pytest.raises(NotFoundError, match="tiny-Q8_0"):
        pull(f"{REPOSITORY}/other.gguf", tmp_path, endpoint=hub.endpoint)


def test_an_unknown_repository_is_said_to_be_unknown(hub, tmp_path):
    with pytest.raises(NotFoundError, match="nobody/nothing"):
        pull("nobody/nothing/x.gguf", tmp_path, endpoint=hub.endpoint)


def test_a_hub_out_of_reach_is_said_plainly(tmp_path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(PrerequisiteError, match="can't be reached") as caught:
        pull(f"{REPOSITORY}/{FILE}", tmp_path, endpoint=endpoint)
    assert "WHYREC_ENGINE__GGUF" in caught.value.remedy


def test_offline_mode_is_said_plainly(hub, tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(PrerequisiteError, match="HF_HUB_OFFLINE"):
        pull(f"{REPOSITORY}/{FILE}", tmp_path, endpoint=hub.endpoint)


@pytest.mark.parametrize("name", ["qwen9", "a/b", "a/b/c.bin", "../../etc/passwd.gguf", ""])
def test_names_that_are_none_are_refused_with_those_that_are(name, tmp_path):
    with pytest.raises(InputError, match=next(iter(KNOWN_MODELS))):
        pull(name, tmp_path)
