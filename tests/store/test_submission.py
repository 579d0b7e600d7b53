"""What a buyer confirms, stored once, with its evidence, and given back when withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import (
    CaseStatus,
    Destination,
    OrderStatus,
    Reason,
)
from bot.aftersales.errors import IdempotencyConflict, NotFound, QuoteChanged, Refused
from bot.aftersales.views import OrderView
from tests.store.shop import (
    BUYER,
    STRANGER,
    WORKED_EXAMPLE,
    Line,
    Shop,
    StandingClock,
    draft,
    evidence_file,
    submit,
)


def received(shop: Shop, door: BuyerDoor) -> OrderView:
    return door.order(BUYER, shop.order(WORKED_EXAMPLE, coupon_fen=3000, points_fen=800))


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.code


def test_what_was_confirmed_is_what_is_stored(shop: Shop, door: BuyerDoor) -> None:
    wanted = replace(
        draft(received(shop, door), amount_fen=5000, reason=Reason.OTHER),
        description="左耳没声音,请打 13812345678",
        destination=Destination.WALLET,
    )
    case = submit(door, wanted)
    assert case == door.case(BUYER, case.case_no) == door.cases(BUYER, open_only=True)[0]
    assert case.status is CaseStatus.PENDING_SELLER
    assert (case.requested_fen, case.qty, case.reason) == (5000, 1, Reason.OTHER)
    assert case.destination is Destination.WALLET
    assert case.description == "左耳没声音,请打 138****5678"
    assert case.item.open_case_no == case.case_no
    assert case.item.refundable_qty == 0
    assert case.allowed == {"WITHDRAW", "AMEND", "ADD_EVIDENCE", "URGE"}


def test_the_same_key_gives_the_same_case_and_another_payload_a_conflict(
    shop: Shop, door: BuyerDoor
) -> None:
    wanted = draft(received(shop, door))
    digest = door.quote(BUYER, wanted).digest
    first = door.submit(BUYER, wanted, idempotency_key="k", confirmed_digest=digest)
    again = door.submit(BUYER, wanted, idempotency_key="k", confirmed_digest=digest)
    assert again == first
    other = replace(wanted, amount_fen=100)
    with pytest.raises(IdempotencyConflict):
        door.submit(BUYER, other, idempotency_key="k", confirmed_digest=digest)
    assert len(door.cases(BUYER)) == 1


def test_a_confirmation_holds_for_one_quote_only(shop: Shop, door: BuyerDoor) -> None:
    wanted = draft(received(shop, door))
    digest = door.quote(BUYER, wanted).digest
    with pytest.raises(QuoteChanged) as error:
        door.submit(
            BUYER,
            replace(wanted, amount_fen=100),
            idempotency_key="k",
            confirmed_digest=digest,
        )
    assert error.value.quote.explanation.refund_fen == 100
    assert door.cases(BUYER) == []


def test_an_item_has_one_open_case(shop: Shop, door: BuyerDoor) -> None:
    wanted = draft(received(shop, door))
    case = submit(door, wanted)
    with pytest.raises(Refused) as error:
        submit(door, wanted, key="second")
    assert refused(error) == "OPEN_CASE_EXISTS"
    assert error.value.params == {"case_no": case.case_no}
    door.withdraw(BUYER, case.case_no, idempotency_key="w")
    assert submit(door, wanted, key="third").status is CaseStatus.PENDING_SELLER


def test_a_withdrawn_case_gives_back_what_it_held(shop: Shop, door: BuyerDoor) -> None:
    order = received(shop, door)
    case = submit(door, draft(order))
    closed = door.withdraw(BUYER, case.case_no, idempotency_key="w")
    assert closed.status is CaseStatus.CANCELLED
    assert closed.allowed == frozenset()
    assert door.order(BUYER, order.order_no) == order


def test_five_submissions_of_an_item_are_the_limit(shop: Shop, door: BuyerDoor) -> None:
    wanted = draft(received(shop, door))
    for turn in range(5):
        case = submit(door, wanted, key=f"s{turn}")
        door.withdraw(BUYER, case.case_no, idempotency_key=f"w{turn}")
    assert [refusal.code for refusal in door.quote(BUYER, wanted).refusals] == ["TOO_MANY_ATTEMPTS"]


def test_the_seller_is_urged_once_a_day(shop: Shop, door: BuyerDoor, clock: StandingClock) -> None:
    case = submit(door, draft(received(shop, door)))
    assert door.urge(BUYER, case.case_no) is True
    assert door.urge(BUYER, case.case_no) is False
    clock.move(days=1)
    assert door.urge(BUYER, case.case_no) is True


def test_anothers_case_and_a_missing_one_give_the_same_answer(shop: Shop, door: BuyerDoor) -> None:
    case = submit(door, draft(received(shop, door)))
    answers = set()
    for case_no in (case.case_no, "SH000000000000"):
        for ask in (
            lambda no: door.case(STRANGER, no),
            lambda no: door.explain(STRANGER, no),
            lambda no: door.urge(STRANGER, no),
            lambda no: door.withdraw(STRANGER, no, idempotency_key="w"),
        ):
            with pytest.raises(NotFound) as error:
                ask(case_no)
            answers.add((error.value.code, str(error.value.params)))
    assert answers == {("CASE_NOT_FOUND", "{}")}
    assert door.case(BUYER, case.case_no) == case


def test_evidence_seen_at_another_buyer_holds_the_case_for_a_person(
    shop: Shop, door: BuyerDoor
) -> None:
    door.register_evidence(STRANGER, evidence_file("e1"))
    door.register_evidence(BUYER, evidence_file("e2"))
    wanted = replace(draft(received(shop, door), reason=Reason.QUALITY), evidence_ids=("e2",))
    case = submit(door, wanted)
    assert case.risk_hold
    assert not case.auto_approves
    assert case.evidence_count == 1


@pytest.mark.parametrize(
    ("theirs", "mine", "held"),
    [
        ("a5c3960f5a3c69f0", "a5c3960f5a3c69f0", True),
        ("a5c3960f5a3c69f0", "a5c3960f5a3c69cf", True),
        ("a5c3960f5a3c69f0", "a5c3960f5a3c698f", False),
        ("0000000000000000", "0000000000000001", False),
    ],
)
def test_a_picture_almost_like_anothers_holds_the_case_but_a_blank_one_does_not(
    shop: Shop, door: BuyerDoor, theirs: str, mine: str, held: bool
) -> None:
    door.register_evidence(STRANGER, replace(evidence_file("e1", "1" * 64), phash=theirs))
    door.register_evidence(BUYER, replace(evidence_file("e2", "2" * 64), phash=mine))
    wanted = replace(draft(received(shop, door), reason=Reason.QUALITY), evidence_ids=("e2",))
    assert submit(door, wanted).risk_hold is held


def test_only_own_files_are_evidence(shop: Shop, door: BuyerDoor) -> None:
    door.register_evidence(STRANGER, evidence_file("e1"))
    assert door.evidence(BUYER, ["e1"]) == []
    assert door.evidence(STRANGER, ["e1", "nope"]) == [evidence_file("e1")]
    order = received(shop, door)
    wanted = replace(draft(order, reason=Reason.QUALITY), evidence_ids=("e1",))
    codes = [refusal.code for refusal in door.quote(BUYER, wanted).refusals]
    assert "EVIDENCE_UNKNOWN" in codes
    case = submit(door, draft(order))
    with pytest.raises(Refused) as error:
        door.add_evidence(BUYER, case.case_no, ["e1"], idempotency_key="x")
    assert refused(error) == "EVIDENCE_UNKNOWN"


def test_files_added_later_belong_to_the_case(shop: Shop, door: BuyerDoor) -> None:
    door.register_evidence(BUYER, evidence_file("e1"))
    case = submit(door, draft(received(shop, door)))
    added = door.add_evidence(BUYER, case.case_no, ["e1"], idempotency_key="x")
    assert added.evidence_count == 1
    assert added.status is CaseStatus.PENDING_SELLER


def test_evidence_twice_is_refused_and_nothing_written(shop: Shop, door: BuyerDoor) -> None:
    for name, picture in (("e1", "1" * 64), ("e1-again", "1" * 64), ("e2", "2" * 64)):
        door.register_evidence(BUYER, evidence_file(name, picture))
    case = submit(door, draft(received(shop, door)))
    added = door.add_evidence(BUYER, case.case_no, ["e1"], idempotency_key="x0")
    for turn, files in enumerate((["e1"], ["e1", "e1"], ["e1-again"]), start=1):
        with pytest.raises(Refused) as error:
            door.add_evidence(BUYER, case.case_no, files, idempotency_key=f"x{turn}")
        assert refused(error) == "EVIDENCE_TWICE"
    assert door.case(BUYER, case.case_no) == added
    both = door.add_evidence(BUYER, case.case_no, ["e1", "e2"], idempotency_key="x9")
    assert both.evidence_count == 2


def test_freight_goes_back_at_most_once(shop: Shop, door: BuyerDoor) -> None:
    order = door.order(
        BUYER, shop.order([Line(), Line("手机壳")], status=OrderStatus.PAID, shipping_fee_fen=1000)
    )
    first_wanted, last_wanted = (
        draft(order, line, reason=Reason.NO_LONGER_NEEDED) for line in (0, 1)
    )
    first = submit(door, first_wanted)
    # Asking for less leaves room on the payment: it must not be filled with freight twice.
    last = submit(door, replace(last_wanted, amount_fen=10000))
    assert (first.shipping_fen, last.shipping_fen) == (0, 1000)
    door.withdraw(BUYER, first.case_no, idempotency_key="w")
    assert submit(door, first_wanted, key="again").shipping_fen == 0
