"""The demo's payment provider against a real server: however untidy it is, money moves once."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import ActorType, CaseStatus, Destination
from bot.aftersales.models import CaseEvent, Wallet
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import RefundDraft
from bot.clock import SystemClock
from bot.demo.payment_plan import Notice, notices_for
from bot.demo.payment_provider import NotDelivered, PaymentProvider, ShopLine, main
from bot.gateway.backoffice_payouts import PayoutOut
from tests.backoffice.conftest import SECRETS, Caller
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit


class Seconds:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def backoffice(store: Store, policy: Policy, clock: StandingClock) -> BackofficeDoor:
    return BackofficeDoor(store, policy, clock)


@pytest.fixture
def agreed(shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor) -> Callable[[], str]:
    """Has a refund agreed to; gives the number of its case."""

    def agree() -> str:
        wanted = draft(door.order(BUYER, shop.order()))
        to_wallet = RefundDraft(**{**vars(wanted), "destination": Destination.WALLET})
        case = submit(door, to_wallet)
        backoffice.approve(case.case_no, actor_id="S1", idempotency_key=case.case_no)
        return case.case_no

    return agree


def line(base: str) -> ShopLine:
    return ShopLine(base, SECRETS[ActorType.PAYMENT], SystemClock())


def payout(number: int = 1, attempt: int = 1) -> PayoutOut:
    return PayoutOut.model_validate(
        {
            "case_no": f"SH{number:012d}",
            "out_refund_no": f"RF{number:012d}",
            "amount_fen": 100,
            "destination": "ORIGINAL",
            "method": "WECHAT",
            "transaction_no": "T1",
            "attempt": attempt,
            "since": "2026-11-02T10:00:00+08:00",
        }
    )


def test_a_refund_is_paid_late_and_not_at_once(
    call: Caller,
    agreed: Callable[[], str],
    door: BuyerDoor,
    clock: StandingClock,
    seconds: Seconds,
) -> None:
    case_no = agreed()
    shop_line = line(call.base)
    provider = PaymentProvider(shop_line.payouts, shop_line.deliver, clock, seconds, seed=4)
    provider.step()
    seconds.now = 4.9
    provider.step()
    assert door.case(BUYER, case_no).status is CaseStatus.REFUNDING
    seconds.now = 120.0
    provider.step()
    assert door.case(BUYER, case_no).status in {CaseStatus.REFUNDED, CaseStatus.REFUND_FAILED}


def test_whatever_comes_late_twice_or_out_of_order_each_refund_is_booked_once(
    call: Caller,
    agreed: Callable[[], str],
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    store: Store,
    clock: StandingClock,
    seconds: Seconds,
) -> None:
    cases = [agreed() for _ in range(15)]
    shop_line = line(call.base)
    answers: Counter[int] = Counter()

    def deliver(notice: Notice) -> int:
        status = shop_line.deliver(notice)
        answers[status] += 1
        return status

    provider = PaymentProvider(shop_line.payouts, deliver, clock, seconds, seed=2)
    failed: set[str] = set()
    for round_ in range(4):
        provider.step()
        seconds.now += 200
        provider.step()
        for case_no in cases:
            if door.case(BUYER, case_no).status is CaseStatus.REFUND_FAILED:
                failed.add(case_no)
                backoffice.retry_refund(
                    case_no.replace("SH", "RF"), actor_id="P1", idempotency_key=f"{case_no}{round_}"
                )
    assert {door.case(BUYER, case_no).status for case_no in cases} == {CaseStatus.REFUNDED}
    assert answers[200] >= len(cases)
    with store.reading() as session:
        successes = select(func.count()).where(CaseEvent.event == "REFUND_SUCCEEDED")
        assert session.scalar(successes) == len(cases)
        assert session.get_one(Wallet, BUYER).balance_fen == 15800 * len(cases)
        assert_invariants(session)


def test_its_untidiness_is_real_and_follows_from_the_seed() -> None:
    plans = [notices_for(payout(number), seed=1) for number in range(400)]
    assert plans == [notices_for(payout(number), seed=1) for number in range(400)]
    assert plans != [notices_for(payout(number), seed=2) for number in range(400)]
    fails = sum(plan[0].call == "refund-failed" for plan in plans)
    twice = sum(len({n.key for n in plan}) < len(plan) for plan in plans)
    contradicts = sum(len({n.call for n in plan}) == 2 for plan in plans)
    slow = sum(plan[0].after >= 30 for plan in plans)
    assert 30 < fails < 90
    assert 110 < twice < 210
    assert 60 < contradicts < 150
    assert 50 < slow < 120
    assert all(notices_for(payout(n, 3), 1)[0].call == "refund-succeeded" for n in range(100))
    assert min(plan[0].after for plan in plans) >= 5


def test_a_success_comes_before_what_contradicts_it() -> None:
    for number in range(400):
        calls = [notice.call for notice in notices_for(payout(number), seed=1)]
        assert calls[0] == "refund-succeeded" or set(calls) == {"refund-failed"}


def test_a_refund_that_has_waited_for_long_is_left_to_wait(
    clock: StandingClock, seconds: Seconds
) -> None:
    said: list[Notice] = []

    def deliver(notice: Notice) -> int:
        said.append(notice)
        return 200

    clock.move(minutes=61)
    provider = PaymentProvider(lambda: [payout()], deliver, clock, seconds)
    provider.step()
    seconds.now = 1000.0
    provider.step()
    assert said == []


def test_a_notice_is_tried_six_times_with_growing_pauses(
    clock: StandingClock, seconds: Seconds
) -> None:
    at: list[float] = []

    def deliver(notice: Notice) -> int:
        at.append(seconds.now)
        raise NotDelivered("status 503")

    number = next(n for n in range(99) if len(notices_for(payout(n), 1)) == 1)
    provider = PaymentProvider(lambda: [payout(number)], deliver, clock, seconds)
    while seconds.now < 300:
        provider.step()
        seconds.now += 0.5
    pauses = [round(later - earlier) for earlier, later in pairwise(at)]
    assert pauses == [1, 2, 4, 8, 16]


def test_a_shop_that_does_not_answer_is_named() -> None:
    nobody = line("http://127.0.0.1:1")
    with pytest.raises(NotDelivered, match="ConnectionError"):
        nobody.payouts()


def test_a_refusal_settles_a_notice(call: Caller, shop: Shop) -> None:
    notice = notices_for(payout(), seed=1)[0]
    assert line(call.base).deliver(notice) == 404


def test_an_answer_that_is_no_list_of_refunds_is_not_taken_for_one(call: Caller) -> None:
    stranger = ShopLine(call.base, "x" * 32, SystemClock())
    with pytest.raises(NotDelivered, match="status 401"):
        stranger.payouts()


def test_it_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    secrets = ("JWT_SECRET", "SERVICE_TOKEN", "SIGNING_SECRET")
    back_office = (f"BACKOFFICE_{kind}_SECRET" for kind in SECRETS)
    for number, name in enumerate((*secrets, *back_office)):
        monkeypatch.setenv(f"APP_{name}", f"{number}" * 32)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    assert "refused when APP_ENV is production" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")
def test_it_is_small() -> None:
    """Neither the web framework nor the database is loaded; 60 MB at the most."""
    look = (
        "import sys, bot.demo.payment_provider\n"
        "assert not {'fastapi', 'sqlalchemy', 'chinese_calendar'} & set(sys.modules)\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    seen = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(seen.stdout) <= 60 * 1024
