"""The shop's systems over HTTP: every decision, and everything that is refused."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import requests
from sqlalchemy import func, select, text

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus, CaseType, OrderStatus, Reason
from bot.aftersales.models import (
    AfterSaleCase,
    CaseEvent,
    IdempotencyKey,
    Seller,
    UsedSignature,
)
from bot.aftersales.store import Store
from bot.aftersales.used_signatures import KEPT
from bot.gateway.backoffice_signature import OLDEST_SECONDS
from tests.backoffice.conftest import SECRETS, Caller
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit

UNKNOWN = "SH000000000000"


@pytest.fixture
def case_no(shop: Shop, door: BuyerDoor) -> str:
    """A case of 158.00 that waits for its seller; nothing has to be sent back."""
    return submit(door, draft(door.order(BUYER, shop.order()))).case_no


@pytest.fixture
def return_no(shop: Shop, door: BuyerDoor) -> str:
    """A case whose goods are to be sent back."""
    wanted = draft(
        door.order(BUYER, shop.order()), type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON
    )
    return submit(door, wanted).case_no


def paid_in(case_no: str) -> dict[str, object]:
    return {"out_refund_no": case_no.replace("SH", "RF"), "amount_fen": 15800}


def not_paid_in(case_no: str) -> dict[str, object]:
    return {"out_refund_no": case_no.replace("SH", "RF"), "reason": "银行卡已注销"}


def fingerprint(store: Store) -> tuple[object, ...]:
    """Everything a refused call could have written."""
    with store.reading() as session:
        return (
            session.scalar(select(func.count(CaseEvent.id))),
            session.scalar(select(func.count()).select_from(IdempotencyKey)),
            tuple(session.execute(select(AfterSaleCase.case_no, AfterSaleCase.version))),
            session.scalar(text("SELECT last_id FROM audit_head")),
            session.scalar(text("SELECT count(*) FROM refunds")),
        )


def code(answer) -> tuple[int, str]:
    refusal = answer.json()["error"]
    assert refusal["message"]
    return answer.status_code, refusal["code"]


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


def test_the_same_call_again_gets_the_same_answer_and_changes_nothing(
    call: Caller, case_no: str, store: Store
) -> None:
    first = call("reject", case_no, {"reason": "无质量问题"})
    before = fingerprint(store)
    again = call("reject", case_no, {"reason": "无质量问题"}, age=30)
    assert (again.status_code, again.json()) == (200, first.json())
    assert fingerprint(store) == before


def test_a_key_that_was_used_for_something_else_is_refused(
    call: Caller, case_no: str, return_no: str, store: Store
) -> None:
    call("reject", case_no, {"reason": "无质量问题"})
    before = fingerprint(store)
    conflict = (409, "IDEMPOTENCY_CONFLICT")
    assert code(call("reject", case_no, {"reason": "别的原因"})) == conflict
    assert code(call("approve", case_no)) == conflict
    assert code(call("reject", return_no, {"reason": "无质量问题"})) == conflict
    assert fingerprint(store) == before


@pytest.mark.parametrize(
    ("bent", "expected"),
    [
        ({"secret": "somebody-elses-secret-0123456789012"}, (401, "BAD_SIGNATURE")),
        ({"secret": SECRETS["PAYMENT"]}, (401, "BAD_SIGNATURE")),
        ({"headers": {"X-Signature": ""}}, (401, "BAD_SIGNATURE")),
        ({"headers": {"X-Signature": "sha256=ÿ"}}, (401, "BAD_SIGNATURE")),
        ({"headers": {"X-Signature": None}}, (401, "BAD_SIGNATURE")),
        ({"headers": {"X-Timestamp": None}}, (401, "BAD_SIGNATURE")),
        ({"headers": {"X-Timestamp": "1"}}, (401, "BAD_SIGNATURE")),
        ({"age": 302}, (401, "TIMESTAMP_TOO_OLD")),
        ({"age": -330}, (401, "TIMESTAMP_INVALID")),
        ({"timestamp": "now"}, (401, "TIMESTAMP_INVALID")),
        ({"timestamp": "1e9"}, (401, "TIMESTAMP_INVALID")),
        ({"timestamp": "NaN"}, (401, "TIMESTAMP_INVALID")),
        ({"key": None}, (400, "IDEMPOTENCY_KEY_MISSING")),
        ({"key": "k" * 129}, (400, "IDEMPOTENCY_KEY_INVALID")),
        ({"actor": None}, (400, "ACTOR_INVALID")),
        ({"actor": "S 1"}, (400, "ACTOR_INVALID")),
        ({"actor": "S2"}, (404, "CASE_NOT_FOUND")),
        ({"raw": b"{"}, (422, "INVALID_BODY")),
        ({"raw": b"[]"}, (422, "INVALID_BODY")),
        ({"raw": b"\xff"}, (422, "INVALID_BODY")),
        ({"body": {}}, (422, "INVALID_BODY")),
        ({"body": {"reason": ""}}, (422, "INVALID_BODY")),
        ({"body": {"reason": "  "}}, (422, "INVALID_BODY")),
        ({"body": {"reason": "长" * 501}}, (422, "INVALID_BODY")),
        ({"body": {"reason": "a\x00b"}}, (422, "INVALID_BODY")),
        ({"body": {"reason": 7}}, (422, "INVALID_BODY")),
        ({"body": {"reason": "好", "offer_fen": 1}}, (422, "UNKNOWN_FIELD")),
    ],
)
def test_a_call_that_is_not_in_order_writes_nothing(
    call: Caller, case_no: str, store: Store, bent: dict, expected: tuple[int, str]
) -> None:
    with store.transaction() as session:
        session.add(Seller(id="S2", name="别家", return_address="上海"))
    before = fingerprint(store)
    body = None if "raw" in bent else {"reason": "无质量问题"}
    assert code(call("reject", case_no, **{"body": body, **bent})) == expected
    assert fingerprint(store) == before


def test_a_signature_holds_for_one_body_only(call: Caller, case_no: str, store: Store) -> None:
    """The header is that of another body."""
    seen = call("reject", UNKNOWN, {"reason": "a"}).request.headers
    kept = {name: seen[name] for name in ("X-Timestamp", "X-Signature")}
    before = fingerprint(store)
    assert code(call("reject", case_no, {"reason": "b"}, headers=kept)) == (401, "BAD_SIGNATURE")
    assert fingerprint(store) == before


@pytest.mark.parametrize("decision", ["approve", "reject"])
@pytest.mark.parametrize("first_was_refused", [False, True])
def test_a_captured_call_serves_no_other_case_key_seller_or_decision(
    call: Caller,
    shop: Shop,
    door: BuyerDoor,
    store: Store,
    case_no: str,
    decision: str,
    first_was_refused: bool,
) -> None:
    target = submit(door, draft(door.order(BUYER, shop.order()))).case_no
    body = {"reason": "无质量问题"} if decision == "reject" else None
    if first_was_refused:
        door.withdraw(BUYER, case_no, idempotency_key="w")
    seen = call(decision, case_no, body)
    assert seen.status_code == (409 if first_was_refused else 200)
    stolen = {name: seen.request.headers[name] for name in ("X-Timestamp", "X-Signature")}
    before = fingerprint(store)
    for bent in (
        {"case_no": target, "key": "k2"},
        {"case_no": target},
        {"case_no": case_no, "key": "k2"},
        {"case_no": target, "key": "k2", "actor": "S2"},
        {"call": {"approve": "confirm-receipt", "reject": "refuse-receipt"}[decision]},
    ):
        replayed = call(**{"call": decision, "case_no": case_no, **bent}, body=body, headers=stolen)
        assert code(replayed) == (401, "SIGNATURE_USED")
    assert fingerprint(store) == before
    again = call(decision, case_no, body, headers=stolen)
    assert (again.status_code, again.json()) == (seen.status_code, seen.json())
    assert fingerprint(store) == before


def test_a_signature_with_whole_seconds_is_taken(call: Caller, case_no: str) -> None:
    assert call("approve", case_no, timestamp=str(int(time.time()))).status_code == 200


def test_a_signature_is_remembered_for_longer_than_it_holds() -> None:
    assert timedelta(seconds=2 * OLDEST_SECONDS) < KEPT


def test_old_signatures_are_forgotten(call: Caller, case_no: str, store: Store) -> None:
    with store.transaction() as session:
        long_ago = datetime.now(UTC) - 2 * KEPT
        session.add(UsedSignature(signature="old", call_hash="x", used_at=long_ago))
    call("approve", case_no)
    with store.reading() as session:
        assert session.get(UsedSignature, "old") is None
        assert session.scalar(select(func.count()).select_from(UsedSignature)) == 1


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


def test_a_signature_of_an_empty_body_pays_nothing(call: Caller, case_no: str) -> None:
    call("approve", case_no)
    assert code(call("refund-succeeded", case_no)) == (422, "INVALID_BODY")


def test_of_calls_that_race_one_decides_and_the_others_hear_why(
    call: Caller, case_no: str, store: Store
) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda turn: (
                    call("approve", case_no, key=f"a{turn}")
                    if turn % 2
                    else call("reject", case_no, {"reason": "无质量问题"}, key=f"r{turn}")
                ),
                range(6),
            )
        )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert {code(one) for one in answers if one.status_code != 200} == {(409, "NOT_POSSIBLE_NOW")}
    with store.reading() as session:
        assert_invariants(session)


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
