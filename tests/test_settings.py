import pytest

from whyrec.errors import InputError
from whyrec.settings import load_settings


@pytest.mark.parametrize(
    "url", ["foo", "ftp://x/v1", "http://", "http://[::1", "http://h:x/v1", ""]
)
@pytest.mark.parametrize("section", ["ENGINE", "EMBEDDING"])
def test_a_base_url_that_is_none_is_refused_by_its_variables_name(
    monkeypatch: pytest.MonkeyPatch, section: str, url: str
) -> None:
    monkeypatch.setenv(f"WHYREC_{section}__BASE_URL", url)
    with pytest.raises(InputError, match=f"WHYREC_{section}__BASE_URL"):
        load_settings()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8100/v1", "https://me:pw@host/v1", "http://[::1]:8/v1"]
)
def test_http_and_https_with_a_host_are_taken(url: str) -> None:
    assert load_settings(engine={"base_url": url}).engine.base_url == url


def test_a_password_in_a_refused_url_is_not_repeated() -> None:
    with pytest.raises(InputError) as caught:
        load_settings(engine={"base_url": "ftp://me:secret@host/v1"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("days", [0, -1, float("nan")])
def test_a_half_life_of_a_domain_is_above_zero(days: float) -> None:
    with pytest.raises(InputError, match=r"half_life_long_by_domain\.books"):
        load_settings(profile={"half_life_long_by_domain": {"books": days}})


def test_a_tenant_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHYREC_TENANT", "")
    with pytest.raises(InputError, match="WHYREC_TENANT"):
        load_settings()
