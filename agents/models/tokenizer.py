"""Counting tokens without asking the model, and never by a download.

``tiktoken`` runs any byte-level BPE vocabulary; a GGUF file carries the model's own. Its ids are in
the order of the merges, so they serve as ranks.
"""

from __future__ import annotations

import functools
import math
from pathlib import Path

import tiktoken

from whyrec.agents.models._gguf import read_gguf_metadata
from whyrec.errors import WhyrecError

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_PATTERNS = {
    "gpt-2": _GPT2,
    # Digits stand alone and end the piece before them, so spaces before one are not shared out.
    "smollm": (
        r"\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?[^\s\p{L}\p{N}]+|\s+(?=\p{N})|\s+(?!\S)|\s+"
    ),
    "qwen2": (
        _CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
    "llama-bpe": (
        _CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    ),
}
"""Pre-tokenizer patterns by GGUF's ``tokenizer.ggml.pre``, after llama.cpp."""
_NORMAL = 1
_CHARACTERS_PER_TOKEN = 2.5
"""UTF-8 bytes a token, where no vocabulary is at hand; English has about 4, Chinese about 3."""


@functools.lru_cache(maxsize=4)
def gguf_encoding(file: Path) -> tiktoken.Encoding | None:
    """The tokenizer of a GGUF model.

    Returns:
        The encoding, or None where its vocabulary is no byte-level BPE that is known here.

    Raises:
        InputError: The file is no GGUF.
    """
    metadata = read_gguf_metadata(file)
    pattern = _PATTERNS.get(str(metadata.get("tokenizer.ggml.pre")))
    if metadata.get("tokenizer.ggml.model") != "gpt2" or pattern is None:
        return None
    alphabet = _byte_alphabet()
    tokens = metadata["tokenizer.ggml.tokens"]
    kinds = metadata.get("tokenizer.ggml.token_type") or [_NORMAL] * len(tokens)
    ranks: dict[bytes, int] = {}
    special: dict[str, int] = {}
    for rank, (token, kind) in enumerate(zip(tokens, kinds, strict=True)):
        if kind == _NORMAL and all(character in alphabet for character in token):
            ranks.setdefault(bytes(alphabet[character] for character in token), rank)
        else:
            special[token] = rank
    missing = [b for b in range(256) if bytes([b]) not in ranks]
    for extra, byte in enumerate(missing):
        # tiktoken wants every byte; one the vocabulary lacks becomes a token of its own.
        ranks[bytes([byte])] = len(tokens) + extra
    return tiktoken.Encoding(
        file.stem, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special
    )


def estimate_tokens(text: str) -> int:
    """Tokens of ``text`` for a model whose tokenizer cannot be asked; rather too many.

    Counted with the installed model's vocabulary of 49,000 tokens; served models have larger ones
    and need fewer tokens for the same text. Without it: one token for every 2.5 bytes.
    """
    from whyrec.agents.models.llama_cpp import default_gguf

    try:
        encoding = gguf_encoding(default_gguf())
    except WhyrecError:
        encoding = None
    clean = text.encode("utf-8", "replace")
    if encoding is None:
        return math.ceil(len(clean) / _CHARACTERS_PER_TOKEN)
    return len(encoding.encode(clean.decode(), disallowed_special=()))


def _byte_alphabet() -> dict[str, int]:
    """GPT-2's printable character for every byte, the other way round."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    alphabet = {chr(byte): byte for byte in printable}
    others = (byte for byte in range(256) if byte not in printable)
    alphabet.update({chr(256 + n): byte for n, byte in enumerate(others)})
    return alphabet
