import pytest

from whyrec.cli._bars import bar


@pytest.mark.parametrize(
    ("value", "most", "drawn"),
    [(0, 5, ""), (5, 5, "████"), (2.5, 5, "██"), (0.01, 5, "▏"), (9, 5, "████"), (1, 0, "")],
)
def test_a_bar_is_as_long_as_its_share(value: float, most: float, drawn: str) -> None:
    assert bar(value, most, width=4) == drawn


def test_without_unicode_it_is_made_of_number_signs() -> None:
    assert bar(5, 5, width=4, unicode=False) == "####"
    assert bar(0.01, 5, width=4, unicode=False) == "#"
