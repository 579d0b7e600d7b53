"""Calls of the shop's systems: signed, dated, repeated, raced and stolen."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.models import Seller, UsedSignature
from bot.aftersales.store import Store
from bot.aftersales.used_signatures import KEPT
from bot.gateway.backoffice_signature import OLDEST_SECONDS
from tests.backoffice.conftest import SECRETS, Caller
from tests.backoffice.traces import UNKNOWN, code, fingerprint
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, Shop, draft, submit


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
