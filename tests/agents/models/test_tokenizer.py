import csv

import pytest

from whyrec.agents.models._gguf import read_gguf_metadata
from whyrec.agents.models.llama_cpp import default_gguf
from whyrec.agents.models.tokenizer import estimate_tokens, gguf_encoding
from whyrec.errors import InputError

EDGES = [
    "",
    " ",
    "  5 films",
    "a  5",
    "\n\n 12",
    "你好 世界 🎃 x\t\t9  ",
    "O'Brien's 5's I'LL",
    "½²  ½ ④",
    "<|im_end|> x </s>",
    "<repo_name> <file_sep>",
    "a\u00a0 b\u200bc\x01d",
    "  \n  x  \n5",
]


@pytest.mark.embedded
def test_agrees_with_llama_cpp_on_film_lines_and_edge_cases(data_folder, embedded_model):
    from llama_cpp import Llama

    with (data_folder / "ml-latest-small" / "movies.csv").open(encoding="utf-8") as file:
        lines = [f"{row['title']} {row['genres']}" for row in csv.DictReader(file)][:3000]
    llama = Llama(str(default_gguf()), n_ctx=64, vocab_only=True, verbose=False)
    encoding = gguf_encoding(default_gguf())
    different = [
        text
        for text in lines + EDGES
        if encoding.encode(text, disallowed_special=())
        != llama.tokenize(text.encode(), add_bos=False, special=False)
    ]
    llama.close()
    assert different == []


def test_an_estimate_is_there_without_the_installed_model(monkeypatch):
    def missing():
        raise InputError("not here")

    monkeypatch.setattr("whyrec.agents.models.llama_cpp.default_gguf", missing)
    assert estimate_tokens("four words of text") == 8
    assert estimate_tokens("") == 0


def test_the_installed_model_says_what_it_is():
    metadata = read_gguf_metadata(default_gguf())
    assert metadata["general.architecture"] == "llama"
    assert len(metadata["tokenizer.ggml.tokens"]) == 49152


@pytest.mark.parametrize(
    "content",
    [b"", b"GGU", b"<html>", b"GGUF", b"GGUF" + b"\xff" * 40, b"GGUF\3\0\0\0" + b"\1" * 16],
)
def test_a_file_that_is_no_gguf_is_refused(tmp_path, content):
    file = tmp_path / "x.gguf"
    file.write_bytes(content)
    with pytest.raises(InputError):
        read_gguf_metadata(file)
