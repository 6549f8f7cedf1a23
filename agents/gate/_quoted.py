"""Titles in prose that code puts together."""

from __future__ import annotations

from whyrec.agents.gate._words import readable

_INNER = str.maketrans({"“": "‘", "”": "’"})


def quoted(title: str) -> str:
    """A title as composed sentences show it: “Heat (1995)”.

    Its own quotation marks become single ones, so that none ends where the title does not; its line
    breaks become spaces, so that it cannot begin a line of its own.
    """
    return f"“{' '.join(readable(title).split()).translate(_INNER)}”"


def one_stop(text: str) -> str:
    """A sentence without a second full stop where it ends in a title that brings its own."""
    return text.replace(".”.", ".”")
