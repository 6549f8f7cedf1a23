"""A memory of what was used last."""

from __future__ import annotations

from whyrec.store import Latest


def held(memory: Latest[str, str], keys: str) -> str:
    """Which of some keys are held; asking counts as use, from the first to the last."""
    return "".join(key for key in keys if memory.get(key) is not None)


def test_what_was_used_longest_ago_goes_first() -> None:
    memory: Latest[str, str] = Latest(2)
    for key in "aab":
        memory.put(key, key)
    assert memory.get("a") == "a"
    memory.put("c", "c")
    assert held(memory, "abc") == "ac"


def test_an_entry_may_count_for_several() -> None:
    memory: Latest[str, str] = Latest(5, len)
    memory.put("a", "..")
    memory.put("b", "...")
    assert held(memory, "ab") == "ab"
    memory.put("c", "....")
    assert held(memory, "abc") == "c"
    memory.put("c", ".")
    memory.put("a", "....")
    assert held(memory, "ac") == "ac"
    memory.drop("a")
    memory.put("b", "....")
    assert held(memory, "abc") == "bc"


def test_what_is_more_than_all_that_is_held_is_not_held() -> None:
    memory: Latest[str, str] = Latest(5, len)
    memory.put("a", "......")
    memory.put("b", ".....")
    assert held(memory, "ab") == "b"


def test_what_is_stale_is_dropped_at_once() -> None:
    memory: Latest[str, str] = Latest(5, len)
    memory.put("a", "..")
    memory.put("b", "...")
    memory.drop_where(lambda key, value: key == "a" or value == "..")
    assert held(memory, "ab") == "b"
    memory.put("c", "..")
    assert held(memory, "bc") == "bc"
