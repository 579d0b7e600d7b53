"""The shop's systems over HTTP: every decision, and what is refused."""

from __future__ import annotations

import pytest
import requests

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus, OrderStatus, Reason
from bot.aftersales.store import Store
from tests.backoffice.conftest import SECRETS, Caller
from tests.backoffice.traces import UNKNOWN, code, fingerprint
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit


def paid_in(case_no: str) -> dict[str, object]:
    return {"out_refund_no": case_no.replace("SH", "RF"), "amount_fen": 15800}


def not_paid_in(case_no: str) -> dict[str, object]:
    return {"out_refund_no": case_no.replace("SH", "RF"), "reason": "银行卡已注销"}


def test_a_seller_approves_and_the_payment_system_pays(
    call: Caller, case_no: str, door: BuyerDoor, store: Store
) -> None:
    approved = call("approve", case_no)
    assert approved.status_code == 200
    assert approved.json() == {
        "case_no": case_no,
        "type": "REFUND_ONLY",
        "status": "REFUNDING",
        "status_reason": None,
        "requested_fen": 15800,
        "offer_fen": None,
        "approved_fen": 15800,
        "deadline_at": None,
    }
    paid = call("refund-succeeded", case_no, paid_in(case_no))
    assert paid.json()["status"] == "REFUNDED"
    timeline = door.case(BUYER, case_no).timeline
    assert [(step.event, step.actor) for step in timeline] == [
        ("SUBMIT", "BUYER"),
        ("APPROVE", "SELLER"),
        ("REFUND_SUCCEEDED", "PAYMENT"),
    ]
    with store.reading() as session:
        assert_invariants(session)


def test_a_seller_offers_less_and_the_buyer_reads_why(
    call: Caller, case_no: str, door: BuyerDoor
) -> None:
    offered = call("counter-offer", case_no, {"offer_fen": 10000, "reason": " 已使用痕迹 "})
    assert offered.json()["status"] == "AWAITING_BUYER_CONFIRM"
    case = door.case(BUYER, case_no)
    assert (case.offer_fen, case.status_reason) == (10000, "已使用痕迹")


def test_a_rejected_case_goes_to_the_platform_which_rules_for_the_buyer(
    call: Caller, case_no: str, door: BuyerDoor, clock: StandingClock
) -> None:
    assert call("reject", case_no, {"reason": "无质量问题"}).json()["status"] == "SELLER_REJECTED"
    clock.move(hours=73)
    door.escalate(BUYER, case_no, idempotency_key="e")
    ruling = {"for_buyer": True, "reason": "凭证有效", "approved_fen": 15000}
    assert call("rule", case_no, ruling).json()["approved_fen"] == 15000


def test_a_ruling_for_the_seller_closes_the_case(
    call: Caller, case_no: str, door: BuyerDoor, clock: StandingClock
) -> None:
    call("reject", case_no, {"reason": "无质量问题"})
    clock.move(hours=73)
    door.escalate(BUYER, case_no, idempotency_key="e")
    granted = {"for_buyer": False, "reason": "凭证不足", "approved_fen": 100}
    assert code(call("rule", case_no, granted)) == (422, "INVALID_BODY")
    ruled = call("rule", case_no, {"for_buyer": False, "reason": "凭证不足"})
    assert ruled.json()["status"] == "CLOSED"


@pytest.mark.parametrize(
    ("decision", "body", "status"),
    [
        ("confirm-receipt", None, CaseStatus.REFUNDING),
        ("refuse-receipt", {"reason": "商品缺少配件"}, CaseStatus.SELLER_REJECTED),
    ],
)
def test_what_comes_back_is_confirmed_or_refused(
    call: Caller, return_no: str, door: BuyerDoor, decision: str, body: object, status: CaseStatus
) -> None:
    call("approve", return_no)
    door.ship_return(
        BUYER, return_no, carrier="顺丰速运", tracking_no="SF99", idempotency_key="ship"
    )
    assert call(decision, return_no, body, key="k2").json()["status"] == status


def test_a_failed_payment_is_tried_again_under_the_same_number(
    call: Caller, case_no: str, door: BuyerDoor
) -> None:
    call("approve", case_no)
    failed = call("refund-failed", case_no, not_paid_in(case_no))
    assert failed.json()["status"] == "REFUND_FAILED"
    assert call("retry-refund", case_no).json()["status"] == "REFUNDING"
    paid = call("refund-succeeded", case_no, paid_in(case_no), key="k2")
    assert paid.json()["status"] == "REFUNDED"


@pytest.mark.parametrize("unknown", [UNKNOWN, "SH1", "RF000000000000", "%00", "SH" + "1" * 300])
def test_an_unknown_case_is_not_found(call: Caller, store: Store, shop: Shop, unknown: str) -> None:
    for decision, body in (
        ("approve", None),
        ("rule", {"for_buyer": True, "reason": "好"}),
        ("refund-succeeded", paid_in(UNKNOWN)),
    ):
        assert code(call(decision, unknown, body)) == (404, "CASE_NOT_FOUND")


@pytest.mark.parametrize(
    ("decision", "body"),
    [
        ("confirm-receipt", None),
        ("refuse-receipt", {"reason": "商品缺少配件"}),
        ("rule", {"for_buyer": True, "reason": "凭证有效"}),
        ("rule", {"for_buyer": False, "reason": "凭证不足"}),
        ("retry-refund", None),
        ("refund-succeeded", paid_in(UNKNOWN)),
        ("refund-failed", not_paid_in(UNKNOWN)),
    ],
)
def test_what_is_illegal_in_this_state_is_refused_with_the_state(
    call: Caller, case_no: str, store: Store, decision: str, body: object
) -> None:
    before = fingerprint(store)
    answer = call(decision, case_no, body)
    assert code(answer) == (409, "NOT_POSSIBLE_NOW")
    assert answer.json()["error"]["params"]["status"] == "PENDING_SELLER"
    assert fingerprint(store) == before


@pytest.mark.parametrize("amount", [15800, 99_999_999])
def test_an_offer_must_be_less_than_what_is_asked_for(
    call: Caller, case_no: str, store: Store, amount: int
) -> None:
    before = fingerprint(store)
    answer = call("counter-offer", case_no, {"offer_fen": amount, "reason": "少一点"})
    assert code(answer) == (422, "AMOUNT_NOT_POSSIBLE")
    assert answer.json()["error"]["params"] == {"lowest_fen": 1, "highest_fen": 15799}
    assert fingerprint(store) == before


@pytest.mark.parametrize("amount", [0, -1, 1.5, "100", None, 10**13, True])
def test_an_amount_that_is_no_positive_integer_is_malformed(
    call: Caller, case_no: str, store: Store, amount: object
) -> None:
    before = fingerprint(store)
    answer = call("counter-offer", case_no, {"offer_fen": amount, "reason": "少一点"})
    assert code(answer) == (422, "INVALID_BODY")
    assert answer.json()["error"]["fields"][0]["field"] == "offer_fen"
    assert fingerprint(store) == before


@pytest.mark.parametrize("claim", [{"out_refund_no": "RF000000000000"}, {"amount_fen": 1580}])
def test_a_payment_of_something_else_is_refused(
    call: Caller, case_no: str, store: Store, claim: dict
) -> None:
    call("approve", case_no)
    before = fingerprint(store)
    claimed = {**paid_in(case_no), **claim}
    assert code(call("refund-succeeded", case_no, claimed)) == (409, "REFUND_MISMATCH")
    assert fingerprint(store) == before


def test_the_payment_system_is_told_what_to_pay_until_it_is_paid(
    call: Caller, case_no: str, return_no: str
) -> None:
    def to_pay(**query: str) -> list[dict]:
        return call.look("payouts", **query).json()["payouts"]

    call("approve", return_no, key="r")
    assert to_pay() == []
    call("approve", case_no)
    refund_no = case_no.replace("SH", "RF")
    assert to_pay() == [
        {
            "case_no": case_no,
            "out_refund_no": refund_no,
            "amount_fen": 15800,
            "destination": "ORIGINAL",
            "method": "WECHAT",
            "transaction_no": to_pay()[0]["transaction_no"],
            "attempt": 1,
            "since": "2026-11-02T10:00:00+08:00",
        }
    ]
    assert to_pay(after=refund_no) == []
    call("refund-failed", case_no, not_paid_in(case_no))
    assert to_pay() == []
    call("retry-refund", case_no)
    assert [payout["attempt"] for payout in to_pay()] == [2]
    call("refund-succeeded", case_no, paid_in(case_no), key="k2")
    assert to_pay() == []


def test_only_the_payment_system_is_told_what_to_pay(call: Caller) -> None:
    assert code(call.look("payouts", secret=SECRETS["SELLER"])) == (401, "BAD_SIGNATURE")
    assert code(call.look("payouts", after="RF1")) == (422, "INVALID_BODY")


def test_the_shipping_fee_cannot_be_offered_away(call: Caller, shop: Shop, door: BuyerDoor) -> None:
    order = door.order(BUYER, shop.order(status=OrderStatus.PAID, shipping_fee_fen=1000))
    case = submit(door, draft(order, reason=Reason.NO_LONGER_NEEDED))
    answer = call("counter-offer", case.case_no, {"offer_fen": 1000, "reason": "少一点"})
    assert code(answer) == (422, "AMOUNT_NOT_POSSIBLE")


def test_openapi_names_bodies_and_headers(call: Caller) -> None:
    document = requests.get(f"{call.base}/openapi.json", timeout=10).json()
    path = document["paths"]["/backoffice/api/v1/cases/{case_no}/counter-offer"]["post"]
    body = path["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["required"]) == {"offer_fen", "reason"}
    names = {parameter["name"] for parameter in path["parameters"]}
    assert names == {"case_no", "X-Timestamp", "X-Signature", "X-Actor", "Idempotency-Key"}
