"""The conversation in a real browser, and somebody new."""

from __future__ import annotations

import json

import pytest
from playwright.async_api import Page, expect

from tests.server.page.conftest import Visit, titles

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_an_answer_is_written_into_the_conversation_with_ways_to_its_reasons(
    visit: Visit,
) -> None:
    page = await visit("/users/u9")
    await say(page, "What should I watch tonight?")
    answer = page.locator("#log .assistant")
    await expect(answer).to_contain_text("1. ")
    reason = answer.locator(".shown a").first
    assert await reason.inner_text() in await titles(page)
    await reason.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Why this: ")


async def test_the_whole_conversation_is_sent_so_that_the_second_one_is_understood(
    visit: Visit,
) -> None:
    page = await visit("/users/u9")
    await page.get_by_role("button", name="What should I pick tonight?").click()
    await expect(page.locator("#log .shown a")).to_have_count(5)
    second = await page.locator("#log .shown a").nth(1).inner_text()
    await say(page, "why the second one?")
    await expect(page.locator("#log .assistant").last).to_contain_text(second)


async def test_pieces_of_an_answer_appear_as_they_come(visit: Visit) -> None:
    page = await visit("/users/u9")
    await page.evaluate(
        """() => {
          const encode = (text) => new TextEncoder().encode(text);
          const chunk = (content) =>
            encode(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\\n\\n`);
          window.fetch = async () => new Response(new ReadableStream({
            start(control) {
              control.enqueue(chunk("first <b>piece</b>"));
              window.goOn = () => {
                control.enqueue(chunk(", second piece"));
                control.enqueue(encode("data: [DONE]\\n\\n"));
                control.close();
              };
            },
          }));
        }"""
    )
    await say(page, "hello")
    words = page.locator("#log .assistant p")
    await expect(words).to_have_text("first <b>piece</b>")
    assert await page.locator("#log").get_attribute("aria-busy") == "true"
    await page.evaluate("goOn()")
    await expect(words).to_have_text("first <b>piece</b>, second piece")
    await expect(page.locator("#log")).not_to_have_attribute("aria-busy", "true")
    assert await words.locator("b").count() == 0


async def test_words_that_correct_the_profile_change_list_and_taste_beside_it(
    visit: Visit,
) -> None:
    page = await visit("/users/u10")
    await say(page, "no more western")
    await expect(page.locator(".interests.dislike")).to_contain_text("Western movies")
    assert not [t for t in await titles(page) if "Western" in t]


async def test_what_goes_wrong_is_told_in_the_conversation(visit: Visit) -> None:
    page = await visit("/users/u9", fine=False)
    body = json.dumps({"error": {"message": "Too much to do.", "type": "x"}})
    await page.route("**/v1/chat/**", lambda route: route.fulfill(status=503, body=body))
    await say(page, "anything?")
    await expect(page.locator("#log .problem")).to_have_text("That did not work: Too much to do.")


async def test_somebody_new_is_asked_what_they_like_and_the_list_follows(visit: Visit) -> None:
    page = await visit("/")
    await page.get_by_label("Your name or id").fill("grete/näher")
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hello, grete/näher")
    await expect(page.locator("#log .assistant")).to_contain_text("do not know your taste")
    await expect(page.locator("#log .user")).to_have_count(0)
    await say(page, "I like musicals")
    await expect(page.locator(".interests.like")).to_contain_text("Musical movies")
    await expect(page.get_by_role("heading", level=1)).to_have_text("grete/näher")
    assert "Musical" in (await titles(page))[0]
