"""Importing cases: their history happens again, by the same rules, at its own instants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseStatus
from bot.aftersales.importing import ImportConflict, Importer, ImportInvalid, read_text
from bot.aftersales.models import AfterSaleCase, Order, OutboxMessage
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from tests.store.import_files import CASE_NO, line_of, text_of, whole
from tests.store.invariants import assert_invariants
from tests.store.shop import BUYER, StandingClock

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def importer(store: Store, policy: Policy, clock: StandingClock) -> Importer:
    return Importer(store, policy, clock)


def load(importer: Importer, document: dict[str, Any]) -> None:
    importer.load(read_text(text_of(document)))


def cut(document: dict[str, Any], count: int) -> dict[str, Any]:
    """The document with only the first events of its case."""
    case = document["cases"][0]
    case["events"] = case["events"][:count]
    return document


def test_an_imported_case_has_its_number_its_history_and_its_amounts(
    importer: Importer, door: BuyerDoor
) -> None:
    load(importer, whole())
    case = door.case(BUYER, CASE_NO)
    assert case.status is CaseStatus.REFUNDED
    assert case.approved_fen == 13000
    assert [step.event for step in case.timeline] == [
        event["event"] for event in whole()["cases"][0]["events"]
    ]
    assert case.timeline[0].at.isoformat() == "2026-10-15T09:00:00+08:00"
    assert door.order(BUYER, case.item.order_no).items[0].refunded_fen == 13000


def test_a_parcel_is_kept_under_one_name_and_imported_once_however_it_is_written(
    importer: Importer, door: BuyerDoor
) -> None:
    for carrier, tracking_no in (("顺丰", "sf-9"), ("SF", "SF9"), ("顺丰快递", "SF.9")):
        document = whole()
        shipped = document["cases"][0]["events"][5]
        shipped.update(carrier=carrier, tracking_no=tracking_no)
        load(importer, document)
        parcel = door.case(BUYER, CASE_NO).return_parcel
        assert parcel is not None
        assert (parcel.carrier, parcel.tracking_no) == ("顺丰速运", "SF9")


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("carrier", "飞毛腿", "is no carrier that is known"),
        ("tracking_no", "SF/9", "is no tracking number"),
    ],
)
def test_a_parcel_nobody_could_look_for_is_named_with_its_line(
    field: str, value: str, problem: str
) -> None:
    document = whole()
    document["cases"][0]["events"][5][field] = value
    with pytest.raises(ImportInvalid) as error:
        read_text(text_of(document))
    (found,) = error.value.problems
    assert problem in str(found)
    assert field in str(found)


def test_numbers_in_a_description_are_masked(importer: Importer, door: BuyerDoor) -> None:
    load(importer, whole())
    assert door.case(BUYER, CASE_NO).description == "左耳没有声音,电话138****5678"


def test_a_buyer_is_not_told_again_what_happened_before_the_import(
    importer: Importer, store: Store
) -> None:
    load(importer, whole())
    with store.reading() as session:
        waiting = select(func.count()).where(OutboxMessage.delivered_at.is_(None))
        assert session.scalar(waiting) == 0


def test_an_imported_open_case_goes_on_like_any_other(
    importer: Importer,
    door: BuyerDoor,
    backoffice: BackofficeDoor,
    timers: Timers,
    clock: StandingClock,
    store: Store,
) -> None:
    load(importer, cut(whole(), 5))
    assert door.case(BUYER, CASE_NO).status is CaseStatus.AWAITING_RETURN
    timers.run(clock.now())
    assert door.case(BUYER, CASE_NO).status is CaseStatus.CLOSED
    with store.reading() as session:
        assert_invariants(session)


def test_the_same_file_again_is_fine_after_the_case_has_gone_on(
    importer: Importer, timers: Timers, clock: StandingClock, door: BuyerDoor
) -> None:
    load(importer, cut(whole(), 5))
    timers.run(clock.now())
    load(importer, cut(whole(), 5))
    assert door.case(BUYER, CASE_NO).status is CaseStatus.CLOSED


def test_a_file_that_knows_more_of_a_stored_case_is_a_conflict(importer: Importer) -> None:
    load(importer, cut(whole(), 5))
    with pytest.raises(ImportConflict, match="there are 8, but 5 are stored"):
        load(importer, whole())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda case: case.update(reason="NOT_AS_DESCRIBED"), "cases[0].reason"),
        (lambda case: case.update(requested_fen=100), "cases[0].requested_fen"),
        (lambda case: case.update(description="没电"), "cases[0].description"),
        (lambda case: case.update(line=2), "cases[0].line"),
        (lambda case: case["events"][2].update(reason="别的"), "cases[0].events[2].reason"),
        (
            lambda case: case["events"][3].update(at="2026-10-19T10:00:00+08:00"),
            "cases[0].events[3].at",
        ),
        (
            lambda case: case["events"][4].update(approved_fen=12000),
            "cases[0].events[4].approved_fen",
        ),
        (
            lambda case: case["events"][5].update(tracking_no="SF8"),
            "cases[0].events[5].tracking_no",
        ),
    ],
)
def test_a_case_that_differs_from_the_stored_one_is_a_conflict(
    importer: Importer, change: Change, field: str
) -> None:
    load(importer, whole())
    document = whole()
    change(document["cases"][0])
    with pytest.raises(ImportConflict) as caught:
        load(importer, document)
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda case: case.update(order_no="2026101299999999"), "cases[0].order_no: "),
        (lambda case: case.update(line=3), "cases[0].line: is 3, but the order has 2 items"),
        (lambda case: case.update(qty=2), "cases[0].events[0]: qty is 2, but 1 were left then"),
        (
            lambda case: case.update(requested_fen=13071),
            "cases[0].events[0]: requested_fen is 13071, but 13070 was left then",
        ),
        (
            lambda case: case.update(requested_fen=13070, shipping_fen=1001),
            "cases[0].events[0]: shipping_fen is 1001, more than was left of the order's then",
        ),
        (
            lambda case: case["events"][3].update(at="2026-10-17T09:00:00+08:00"),
            "cases[0].events[3]: ESCALATION_TOO_EARLY (earliest_at 2026-10-18T09:00:00+08:00)",
        ),
        (
            lambda case: case["events"].insert(
                3, {"event": "APPROVE", "at": "2026-10-16T12:00:00+08:00"}
            ),
            "cases[0].events[3]: NOT_POSSIBLE_NOW (event APPROVE, status SELLER_REJECTED)",
        ),
        (
            lambda case: case["events"][4].update(approved_fen=13071),
            "cases[0].events[4]: AMOUNT_NOT_POSSIBLE (lowest_fen 1, highest_fen 13070)",
        ),
        (
            lambda case: case["events"][1].update(at="2026-10-16T08:59:59+08:00"),
            "cases[0].events[1]: nothing was due then: next is 2026-10-16 09:00:00+08:00",
        ),
        (
            lambda case: case["events"][1].update(event="AUTO_APPROVE"),
            "cases[0].events[1]: by the rules REMIND_SELLER was due then",
        ),
        (
            lambda case: case["events"][0].update(at="2026-10-16T10:00:00+08:00"),
            "cases[0].events[1].at: is before the event above it",
        ),
        (
            lambda case: case["events"].pop(0),
            "cases[0].events[0].event: SUBMIT is the first event and no other",
        ),
        (
            lambda case: case["events"][7].update(at="2026-11-02T10:00:01+08:00"),
            "cases[0].events[7]: is in the future",
        ),
    ],
)
def test_a_history_that_cannot_have_happened_is_named_and_nothing_is_written(
    importer: Importer, store: Store, change: Change, problem: str
) -> None:
    document = whole()
    change(document["cases"][0])
    with pytest.raises(ImportInvalid) as caught:
        load(importer, document)
    assert problem in str(caught.value)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(AfterSaleCase)) == 0
        assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_the_line_of_an_impossible_event_is_named(importer: Importer) -> None:
    document = whole()
    document["cases"][0]["events"][3]["at"] = "2026-10-17T09:00:00+08:00"
    text = text_of(document)
    event = text.rindex("{", 0, text.index('"ESCALATE"'))
    with pytest.raises(ImportInvalid, match=f"line {line_of(text, text[event:])}, "):
        importer.load(read_text(text))


def test_silence_approves_a_refund_without_return_and_never_a_case_on_hold(
    importer: Importer, door: BuyerDoor
) -> None:
    document = cut(whole(), 1)
    case = document["cases"][0]
    case.update(type="REFUND_ONLY", risk_hold=True)
    case["events"].append({"event": "AUTO_APPROVE", "at": "2026-10-17T09:00:01+08:00"})
    with pytest.raises(ImportInvalid, match="by the rules SELLER_OVERDUE was due then"):
        load(importer, document)
    case["risk_hold"] = False
    load(importer, document)
    assert door.case(BUYER, CASE_NO).status is CaseStatus.REFUNDING


def test_cases_of_one_item_follow_one_another_whatever_their_order_in_the_file(
    importer: Importer, door: BuyerDoor, store: Store
) -> None:
    document = whole()
    earlier = cut(whole(), 1)["cases"][0]
    earlier["case_no"] = "SH261014000001"
    earlier["events"][0]["at"] = "2026-10-14T12:00:00+08:00"
    earlier["events"].append({"event": "WITHDRAW", "at": "2026-10-14T13:00:00+08:00"})
    document["cases"].append(earlier)
    load(importer, document)
    assert [case.status for case in door.cases(BUYER)] == [
        CaseStatus.REFUNDED,
        CaseStatus.CANCELLED,
    ]
    with store.reading() as session:
        assert_invariants(session)


def test_two_cases_open_on_one_item_at_once_are_refused(importer: Importer) -> None:
    document = whole()
    other = cut(whole(), 1)["cases"][0]
    other["case_no"] = "SH261016000001"
    other["events"][0]["at"] = "2026-10-16T12:00:00+08:00"
    document["cases"].append(other)
    with pytest.raises(ImportInvalid, match=r"cases\[1\].*the item has an open case then"):
        load(importer, document)


def test_an_amended_case_asks_for_what_it_was_amended_to(
    importer: Importer, door: BuyerDoor, store: Store
) -> None:
    document = cut(whole(), 3)
    amended = {
        "event": "AMEND",
        "at": "2026-10-17T10:00:00+08:00",
        "reason": "NOT_AS_DESCRIBED",
        "qty": 1,
        "requested_fen": 5000,
    }
    document["cases"][0]["events"].append(amended)
    load(importer, document)
    load(importer, document)
    case = door.case(BUYER, CASE_NO)
    assert (case.status, case.requested_fen) == (CaseStatus.PENDING_SELLER, 5000)
    with store.reading() as session:
        assert_invariants(session)
