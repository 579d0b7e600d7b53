"""``python -m bot backoffice``: every decision can be tried on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.cases import RULES
from bot.aftersales.codes import ActorType, CaseType, Reason
from bot.cli.backoffice import DECISIONS
from bot.cli.main import main
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit

Decide = Callable[..., str]


@pytest.fixture
def decide(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Decide:
    """Runs a decision a week later; gives the status it led to, or what stood against it."""
    clock = tmp_path / "clock"
    clock.write_text("2026-11-09T10:00:00+08:00", encoding="utf-8")
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.setenv("CLOCK_FILE", str(clock))
    monkeypatch.setenv("DATABASE_URL", url)

    def run(*arguments: str) -> str:
        capsys.readouterr()
        with capture_logs():
            code = main(["backoffice", *arguments])
        printed = capsys.readouterr()
        return printed.out.split("  ")[1] if code == 0 else printed.err.strip()

    return run


def test_every_event_of_the_shops_systems_has_its_decision() -> None:
    theirs = {ActorType.SELLER, ActorType.PLATFORM, ActorType.PAYMENT}
    events = {str(event) for event, rule in RULES.items() if rule.actor in theirs}
    assert {name.replace("-", "_").upper() for name in DECISIONS} == events


def test_the_platform_may_grant_less_and_let_the_buyer_keep_the_goods(
    decide: Decide, shop: Shop, door: BuyerDoor, clock: StandingClock
) -> None:
    order = door.order(BUYER, shop.order())
    case = submit(door, draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON))
    decide("reject", case.case_no, "影响二次销售")
    clock.move(hours=73)
    door.escalate(BUYER, case.case_no, idempotency_key="e")
    ruling = ("rule-for-buyer", case.case_no, "凭证有效", "--approved", "100", "--without-return")
    assert decide(*ruling) == "REFUNDING"
    assert door.case(BUYER, case.case_no).approved_fen == 10000


def test_a_key_makes_a_decision_happen_once(decide: Decide, shop: Shop, door: BuyerDoor) -> None:
    case_no = submit(door, draft(door.order(BUYER, shop.order()))).case_no
    approve = ("approve", case_no, "--key", "k", "--actor", "S1")
    assert [decide(*approve), decide(*approve)] == ["REFUNDING", "REFUNDING"]
    assert decide("approve", case_no).startswith("NOT_POSSIBLE_NOW")
    assert [step.event for step in door.case(BUYER, case_no).timeline] == ["SUBMIT", "APPROVE"]
