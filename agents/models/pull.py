"""Fetching a better GGUF model from the Hugging Face hub, on request only."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, Self

from whyrec.agents.models._gguf import read_gguf_metadata
from whyrec.errors import InputError, NotFoundError, PrerequisiteError, UpstreamError

Progress = Callable[[int, int | None], None]
"""Called with (bytes here, bytes in all where known)."""


class HubFile(NamedTuple):
    """A file of a model repository."""

    repository: str
    """``owner/name``."""
    file: str
    """Path in the repository."""


KNOWN_MODELS: dict[str, HubFile] = {
    "qwen3-0.6b": HubFile("Qwen/Qwen3-0.6B-GGUF", "Qwen3-0.6B-Q8_0.gguf"),
    "qwen3-1.7b": HubFile("Qwen/Qwen3-1.7B-GGUF", "Qwen3-1.7B-Q8_0.gguf"),
    "qwen3-4b-instruct": HubFile(
        "unsloth/Qwen3-4B-Instruct-2507-GGUF", "Qwen3-4B-Instruct-2507-Q4_K_M.gguf"
    ),
}
"""Short names. The first two are Qwen's own repositories; Qwen has no GGUF of the third model.
None of the three could be fetched where this was tested: the addresses are as published."""

_CONNECT_S = 5.0
_CHUNK = 1 << 22


def pull(
    name: str, folder: Path, *, endpoint: str | None = None, progress: Progress | None = None
) -> Path:
    """Fetch a GGUF file, going on where an earlier attempt broke off.

    The file appears in ``folder`` whole and with the right checksum, or not at all.

    Args:
        name: One of `KNOWN_MODELS` or ``OWNER/REPOSITORY/FILE.gguf``.
        folder: Where it goes; made if need be.
        endpoint: The hub's address; by default ``HF_ENDPOINT``, else huggingface.co.
        progress: Told how far it is.

    Returns:
        The file.

    Raises:
        InputError: ``name`` is neither.
        NotFoundError: The hub has no such file.
        PrerequisiteError: The hub cannot be reached, or offline mode is on.
        UpstreamError: The download broke off, or is not what the hub announced; what was wrong is
            deleted.
    """
    wanted = _wanted(name)
    size, checksum = _announced(wanted, endpoint)
    target = folder / PurePosixPath(wanted.file).name
    if target.is_file() and (checksum is None or _sha256(target) == checksum):
        return target
    arrived = folder / f".{target.name}.{(checksum or 'unknown')[:12]}.part"
    _download(wanted, arrived, size, endpoint, progress)
    if checksum is not None and _sha256(arrived) != checksum:
        arrived.unlink()
        raise UpstreamError(
            f"{wanted.file} arrived damaged: its checksum is not the hub's. It was deleted.",
            remedy="Run the command again.",
        )
    try:
        read_gguf_metadata(arrived)
    except InputError as error:
        arrived.unlink()
        raise UpstreamError(f"{wanted.file} is no GGUF file. It was deleted.") from error
    os.replace(arrived, target)
    return target


def _wanted(name: str) -> HubFile:
    known = KNOWN_MODELS.get(name.casefold())
    if known is not None:
        return known
    parts = PurePosixPath(name).parts
    if len(parts) < 3 or not name.casefold().endswith(".gguf") or {"..", "/"} & set(parts):
        raise InputError(
            f"“{name}” is neither a known model nor OWNER/REPOSITORY/FILE.gguf.",
            remedy=f"Known are {', '.join(KNOWN_MODELS)}.",
        )
    return HubFile("/".join(parts[:2]), "/".join(parts[2:]))


def _announced(wanted: HubFile, endpoint: str | None) -> tuple[int | None, str | None]:
    """Size and sha256 the hub announces; the latter for large files only."""
    from huggingface_hub import HfApi

    with _plain_errors(wanted, endpoint):
        info = HfApi(endpoint=endpoint).model_info(
            wanted.repository, files_metadata=True, timeout=_CONNECT_S
        )
    for sibling in info.siblings or []:
        if sibling.rfilename == wanted.file:
            lfs = sibling.lfs
            return sibling.size, (lfs.sha256 if lfs is not None else None)
    others = [s.rfilename for s in info.siblings or [] if s.rfilename.endswith(".gguf")]
    raise NotFoundError(
        f"{wanted.repository} has no file {wanted.file}.",
        remedy=f"It has {', '.join(others[:8])}." if others else "It has no GGUF file at all.",
    )


def _download(
    wanted: HubFile,
    part: Path,
    size: int | None,
    endpoint: str | None,
    progress: Progress | None,
) -> None:
    """Write the file to ``part``, after what an earlier attempt left there."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils._headers import build_hf_headers

    part.parent.mkdir(parents=True, exist_ok=True)
    here = part.stat().st_size if part.is_file() else 0
    if size is not None and here > size:
        part.unlink()
        here = 0
    free = shutil.disk_usage(part.parent).free
    if size is not None and size - here > free:
        raise PrerequisiteError(
            f"The model needs {(size - here) / 1e9:.1f} GB more; {part.parent} has room for "
            f"{free / 1e9:.1f} GB.",
            remedy="Make room or set WHYREC_HOME to another disk.",
        )
    # Its warnings of every broken connection would run into the progress bar.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    # hf_hub_download begins anew in every process; its inner part can go on where one left off.
    with _plain_errors(wanted, endpoint), part.open("ab") as stream:
        http_get(
            hf_hub_url(wanted.repository, wanted.file, endpoint=endpoint),
            stream,
            resume_size=here,
            headers=build_hf_headers(),
            expected_size=size,
            tqdm_class=_reporting(progress, size),
        )


class _plain_errors:
    """Turns whatever the hub's client raises into errors of ours, without addresses or tokens."""

    def __init__(self, wanted: HubFile, endpoint: str | None) -> None:
        self._wanted = wanted
        self._where = endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or not isinstance(error, Exception):
            return
        from huggingface_hub import errors

        wanted = self._wanted
        if isinstance(error, errors.OfflineModeIsEnabled):
            raise PrerequisiteError(
                "The hub can't be reached: offline mode is on (HF_HUB_OFFLINE).",
                remedy="Unset it, or copy a GGUF file here and set WHYREC_ENGINE__GGUF.",
            ) from error
        if isinstance(error, errors.GatedRepoError):
            raise NotFoundError(
                f"{wanted.repository} wants its terms accepted first.",
                remedy="Accept them on the hub's page and set HF_TOKEN.",
            ) from error
        if isinstance(error, errors.RepositoryNotFoundError | errors.EntryNotFoundError) and (
            not isinstance(error, errors.LocalEntryNotFoundError)
        ):
            raise NotFoundError(
                f"The hub at {self._where} has no {wanted.repository}/{wanted.file}."
            ) from error
        if isinstance(error, errors.HFValidationError):
            raise InputError(f"“{wanted.repository}” is no repository's name.") from error
        if isinstance(error, errors.HfHubHTTPError):
            status = getattr(error.response, "status_code", "an error")
            raise UpstreamError(f"The hub at {self._where} answered {status}.") from error
        if isinstance(error, OSError) and error.errno in (28, 122):
            raise PrerequisiteError("The disk is full.", remedy="Make room and try again.")
        raise PrerequisiteError(
            f"The hub at {self._where} can't be reached or broke off: {type(error).__name__}.",
            remedy="Check the network; what has arrived is kept, and the same command goes on from "
            "there. Or copy a GGUF file here and set WHYREC_ENGINE__GGUF.",
        ) from error


def _reporting(progress: Progress | None, size: int | None) -> Any:
    """A class that looks like ``tqdm`` to the hub's client and reports to ``progress``."""

    class Bar:
        def __init__(self, *_: Any, total: int | None = None, initial: int = 0, **__: Any) -> None:
            self.total, self.n, self.disable = total or size, initial, True
            self.update(0)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def update(self, count: float | None = 1) -> None:
            self.n += int(count or 0)
            if progress is not None:
                progress(self.n, self.total)

        def close(self) -> None:
            return None

        def set_description(self, *_: object, **__: object) -> None:
            return None

        def refresh(self, *_: object, **__: object) -> None:
            return None

    return Bar


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
