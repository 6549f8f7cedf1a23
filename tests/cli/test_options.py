from datetime import UTC, datetime

import pytest

from whyrec.cli._options import identifier, moment
from whyrec.errors import InputError


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2015-06-30", datetime(2015, 6, 30, tzinfo=UTC)),
        ("2015-06-30T12:00Z", datetime(2015, 6, 30, 12, tzinfo=UTC)),
        ("2015-06-30T12:00+02:00", datetime(2015, 6, 30, 10, tzinfo=UTC)),
        ("1435665600", datetime(2015, 6, 30, 12, tzinfo=UTC)),
    ],
)
def test_a_time_is_iso_8601_or_unix_seconds(text: str, meant: datetime) -> None:
    assert moment(text) == meant


def test_eight_digits_could_be_a_date_and_are_refused() -> None:
    with pytest.raises(InputError, match="--at '20261010' could be the date YYYYMMDD"):
        moment("20261010", "--at")


@pytest.mark.parametrize("text", ["0", "2015"])
def test_a_year_or_a_nought_is_refused_as_too_short(text: str) -> None:
    with pytest.raises(InputError, match="too few digits"):
        moment(text)


@pytest.mark.parametrize("text", ["", "soon", "2015-13-01", "9" * 30, "nan", "caf\udce9"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(InputError, match="no time"):
        moment(text)


@pytest.mark.parametrize("text", ["", "a" * 257, "a\x00b", "a\nb", "caf\udce9"])
def test_an_id_has_text_and_no_control_characters(text: str) -> None:
    with pytest.raises(InputError, match="id"):
        identifier(text)
