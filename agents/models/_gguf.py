"""Reading the header of a GGUF file: what the model is and its vocabulary."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, BinaryIO

from whyrec.errors import InputError

_SCALARS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
_LONGEST = 1 << 27
"""Bytes of one string and elements of one array that a real file stays far below."""


def read_gguf_metadata(file: Path) -> dict[str, Any]:
    """All metadata of a GGUF file (version 2 or 3), its tensors left alone.

    Raises:
        InputError: It is no GGUF file, or its header is cut off.
    """
    try:
        with file.open("rb") as stream:
            if stream.read(4) != b"GGUF":
                raise InputError(f"{file} is no GGUF file.")
            version, _, entries = struct.unpack("<IQQ", stream.read(20))
            if version not in (2, 3):
                raise InputError(f"{file} is GGUF version {version}; 2 and 3 are known.")
            return {_text(stream): _value(stream, _number(stream, "I")) for _ in range(entries)}
    except (OSError, struct.error, ValueError, KeyError) as error:
        raise InputError(f"The header of {file} cannot be read: {error}") from error


def _number(stream: BinaryIO, code: str) -> Any:
    return struct.unpack("<" + code, stream.read(struct.calcsize("<" + code)))[0]


def _text(stream: BinaryIO) -> str:
    length = _number(stream, "Q")
    if length > _LONGEST:
        raise ValueError("a string without end")
    return stream.read(length).decode("utf-8", "replace")


def _value(stream: BinaryIO, kind: int) -> Any:
    if kind == _STRING:
        return _text(stream)
    if kind != _ARRAY:
        return _number(stream, _SCALARS[kind])
    inner, length = _number(stream, "I"), _number(stream, "Q")
    if length > _LONGEST:
        raise ValueError("an array without end")
    if inner in (_STRING, _ARRAY):
        return [_value(stream, inner) for _ in range(length)]
    code = f"<{length}{_SCALARS[inner]}"
    return list(struct.unpack(code, stream.read(struct.calcsize(code))))
