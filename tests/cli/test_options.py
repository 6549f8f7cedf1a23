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


@pytest.mark.parametrize("text", ["", "soon", "2015-13-01", "9" * 30, "nan"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(InputError, match="no time"):
        moment(text)


@pytest.mark.parametrize("text", ["", "a" * 257, "a\x00b", "a\nb", "caf\udce9"])
def test_an_id_has_text_and_no_control_characters(text: str) -> None:
    with pytest.raises(InputError, match="id"):
        identifier(text)
