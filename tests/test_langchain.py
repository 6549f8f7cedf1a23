"""LangChain's retriever and tools, over a real server and in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import ToolCall, ToolMessage
from pydantic import SecretStr

from tests.fakes.scripted_model import ScriptedModel
from tests.recommender.conftest import built, home  # noqa: F401
from tests.recommender.world import settings
from tests.server.running import serving_a_copy
from whyrec import Recommender, SyncRecommender, recommender
from whyrec.domain import Balance, Explanation, Scene
from whyrec.errors import InputError, NotFoundError, UnauthorizedError, UpstreamError
from whyrec.langchain import WhyrecRetriever, whyrec_tools


@pytest.fixture(scope="module")
def url(
    built: Path,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A server over a copy that no test changes."""
    with serving_a_copy(built, tmp_path_factory.mktemp("served")) as (address, _):
        yield address


def test_documents_are_the_users_list_from_a_server(url: str) -> None:
    found = WhyrecRetriever(base_url=url, user_id="u0", k=3).invoke("anything")
    assert len(found) == 3
    scores = [d.metadata["score"] for d in found]
    assert [d.metadata["rank"] for d in found] == [1, 2, 3]
    assert all(0 < s < 1 for s in scores)
    for document in found:
        title, _, reason = document.page_content.partition("\n")
        assert "Tale" in title
        assert reason
        assert document.id == document.metadata["item_id"]
        assert document.metadata["evidence"]


async def test_a_server_answers_async_and_within_a_running_loop(url: str) -> None:
    retriever = WhyrecRetriever(base_url=f"{url}/v1", k=2)
    awaited = await retriever.ainvoke("u0")
    assert retriever.invoke("u0") == awaited
    assert len(awaited) == 2


def test_without_a_user_the_query_is_the_users_id(url: str) -> None:
    by_query = WhyrecRetriever(base_url=url, k=3).invoke("u1")
    assert by_query == WhyrecRetriever(base_url=url, k=3, user_id="u1").invoke("u0")


@pytest.mark.parametrize("served", [True, False], ids=["server", "in process"])
def test_a_list_may_be_in_balance(url: str, home: Path, served: bool) -> None:  # noqa: F811
    with SyncRecommender(Recommender.open(settings(home), model=ScriptedModel())) as rec:
        source: dict[str, Any] = {"base_url": url} if served else {"recommender": rec}
        plain = WhyrecRetriever(user_id="u0", k=5, **source).invoke("")
        surprising = WhyrecRetriever(
            user_id="u0", k=5, balance=Balance(surprise=1.0), **source
        ).invoke("")
    assert [d.id for d in surprising] != [d.id for d in plain]
    assert len(surprising) == 5


@pytest.mark.parametrize("served", [True, False], ids=["server", "in process"])
def test_lists_and_reasons_are_for_a_scene(
    url: str,
    home: Path,  # noqa: F811
    served: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Scene | None] = []

    async def noted(world: Any, seen: Any, scene: Scene | None) -> Any:
        asked.append(scene)
        return await as_it_is(world, seen, scene)

    as_it_is = recommender.in_scene
    monkeypatch.setattr(recommender, "in_scene", noted)
    work = Scene(scene="work", weekend=False)
    with SyncRecommender(Recommender.open(settings(home), model=ScriptedModel())) as rec:
        source: dict[str, Any] = {"base_url": url} if served else {"recommender": rec}
        (first, *_) = WhyrecRetriever(user_id="u0", k=2, scene=work, **source).invoke("")
        recommend, why_this = whyrec_tools("u0", scene=work, **source)
        call(recommend, {"k": 2})
        call(why_this, {"item_id": first.id})
    assert asked == [work] * 3


def test_the_servers_errors_are_whyrecs(url: str) -> None:
    (_, why_this) = whyrec_tools("u0", base_url=url)
    with pytest.raises(NotFoundError):
        why_this.invoke({"item_id": "no such item"})


def test_a_key_that_opens_nothing_is_refused_and_never_shown(url: str) -> None:
    retriever = WhyrecRetriever(base_url=url, user_id="u0", api_key=SecretStr("wr-wrong"))
    assert "wr-wrong" not in repr(retriever)
    with pytest.raises(UnauthorizedError) as caught:
        retriever.invoke("")
    assert "wr-wrong" not in str(caught.value)


def test_no_server_is_an_upstream_error() -> None:
    with pytest.raises(UpstreamError):
        WhyrecRetriever(base_url="http://127.0.0.1:9", user_id="u0").invoke("")


def test_an_agents_tools_name_items_and_say_why(url: str) -> None:
    recommend, why_this = whyrec_tools("u0", base_url=url)
    listed = call(recommend, {"k": 2})
    assert [r.rank for r in listed.artifact] == [1, 2]
    first = listed.artifact[0].item
    assert f"1. [{first.id}] {first.title}: " in listed.content
    reason = call(why_this, {"item_id": first.id})
    assert isinstance(reason.artifact, Explanation)
    assert reason.content.startswith(reason.artifact.text)
    for cited in reason.artifact.evidence:
        assert cited.title in reason.content


def test_whose_data_it_is_no_model_decides(url: str) -> None:
    for tool in whyrec_tools("u0", base_url=url):
        assert "user_id" not in tool.args


@pytest.mark.parametrize(("wish", "length"), [(0, 1), (500, 20)])
def test_a_models_wish_for_a_length_is_kept_within_bounds(url: str, wish: int, length: int) -> None:
    recommend, _ = whyrec_tools("u0", base_url=url)
    assert len(call(recommend, {"k": wish}).artifact) == length


def call(tool: Any, args: dict[str, Any]) -> ToolMessage:
    found = tool.invoke(ToolCall(name=tool.name, args=args, id="1", type="tool_call"))
    assert isinstance(found, ToolMessage)
    return found


async def test_a_recommender_in_process_answers_ainvoke(home: Path) -> None:  # noqa: F811
    async with Recommender.open(settings(home), model=ScriptedModel()) as rec:
        retriever = WhyrecRetriever(recommender=rec, user_id="u0", k=2)
        assert len(await retriever.ainvoke("")) == 2
        _, why_this = whyrec_tools("u0", recommender=rec)
        assert await why_this.ainvoke({"item_id": "f6"})
        with pytest.raises(InputError, match="SyncRecommender"):
            retriever.invoke("")


def test_a_sync_recommender_answers_invoke(home: Path) -> None:  # noqa: F811
    with SyncRecommender(Recommender.open(settings(home), model=ScriptedModel())) as rec:
        assert len(WhyrecRetriever(recommender=rec, k=2).invoke("u0")) == 2
        recommend, why_this = whyrec_tools("u0", recommender=rec)
        assert "1. [" in recommend.invoke({"k": 1})
        assert why_this.invoke({"item_id": "f6"})


def test_a_source_must_be_given() -> None:
    with pytest.raises(InputError):
        WhyrecRetriever()
    with pytest.raises(InputError):
        whyrec_tools("u0")


def test_two_sources_are_refused(home: Path) -> None:  # noqa: F811
    with SyncRecommender(Recommender.open(settings(home))) as rec:
        with pytest.raises(InputError):
            WhyrecRetriever(base_url="http://127.0.0.1:1", recommender=rec)
        with pytest.raises(InputError):
            whyrec_tools("u0", base_url="http://127.0.0.1:1", recommender=rec)
