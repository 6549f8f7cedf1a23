"""Thresholds say no as easily as yes."""

from __future__ import annotations

from collections.abc import Sequence

from tests.evals.health.profiles import edited, fact, life, watched
from whyrec.evals._suite import HealthSuite
from whyrec.evals.health._checks import checks
from whyrec.evals.health._outcomes import EditPass, Life, Size
from whyrec.evals.report import Check

SUITE = HealthSuite(kind="profile-health", name="n", about="a", data="d")
GOOD = [life("u1"), life("s1", "confirmed", facts=(fact(0), fact(200)))]


def found(lives: Sequence[Life] = GOOD, passes: Sequence[EditPass] = ()) -> dict[str, Check]:
    return {check.name.split(":")[0]: check for check in checks(SUITE, lives, passes, [])}


def check(part: str, lives: Sequence[Life] = GOOD, passes: Sequence[EditPass] = ()) -> Check:
    (one,) = (check for name, check in found(lives, passes).items() if part in name)
    return one


def less(*users: tuple[float, float, float]) -> EditPass:
    spoken = tuple(edited(f"u{n}", *shares) for n, shares in enumerate(users))
    return EditPass(language="en", wish="less", left_out=0, users=spoken)


def test_healthy_profiles_pass_everything() -> None:
    assert all(one.passed for one in found().values())


def test_one_event_without_a_place_is_too_many() -> None:
    assert not check("cited", [*GOOD, life("u2", cited=0.98)]).passed


def test_one_contradiction_is_too_many() -> None:
    bad = life("u2", watched=watched(contradicting=1))
    assert not check("contradict", [*GOOD, bad]).passed
    assert check("against its evidence", [*GOOD, bad]).passed


def test_contradictions_after_an_edit_count_too() -> None:
    spoke = EditPass(
        language="en",
        wish="less",
        left_out=0,
        users=(edited("u", 0.5, 0.0, 0.0, watched=watched(against=2)),),
    )
    assert check("against its evidence", GOOD, [spoke]).measured == 2


def test_the_largest_profile_decides() -> None:
    large = Size(updates=200, tokens=401, whole=500, living=14, retired=0)
    assert not check("Tokens", [*GOOD, life("u2", sizes=(large,))]).passed


def test_facts_are_held_against_the_last_number_of_updates() -> None:
    lost = life("s2", "confirmed", facts=(fact(0), fact(200, living=False)))
    one = check("Share living", [*GOOD, lost])
    assert (one.measured, one.passed) == (0.5, False)
    assert check("Share with their evidence", [*GOOD, lost]).passed


def test_facts_that_nobody_has_are_not_reached() -> None:
    assert not check("Share living", [life("u1")]).passed


def test_an_effect_that_wears_off_is_none() -> None:
    assert check("after “no more X", GOOD, [less((0.5, 0.0, 0.0), (0.3, 0.0, 0.0))]).passed
    worn = check("after “no more X", GOOD, [less((0.5, 0.0, 0.0), (0.3, 0.0, 0.1))])
    assert (worn.measured, worn.passed) == (0.1, False)


def test_more_must_be_more() -> None:
    def more(gain: float) -> EditPass:
        users = tuple(edited(f"u{n}", 0.1, 0.1 + gain + 0.01 * (n % 3), 0.1) for n in range(20))
        return EditPass(language="zh", wish="more", left_out=0, users=users)

    assert check("more X, Chinese", GOOD, [more(0.1)]).passed
    assert not check("more X, Chinese", GOOD, [more(-0.01)]).passed
