"""What buyers do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from bot.aftersales.cases import RULES, Event
from bot.aftersales.codes import ActorType, CaseType, Destination, Reason
from bot.aftersales.codes import CaseStatus as S
from bot.aftersales.errors import NotFound, QuoteChanged, Refused
from bot.aftersales.models import AfterSaleCase, OrderItem
from bot.aftersales.views import CaseView, EvidenceFile, RefundDraft
from tests.store.changes import Mover
from tests.store.machine.deck import Done, mostly, picks, some_case, step
from tests.store.machine.life import Life
from tests.store.shop import BUYER, STRANGER
from tests.store.snapshot import Row


def _other(buyer: str) -> str:
    return STRANGER if buyer == BUYER else BUYER


def _draft(
    life: Life, item: Row, buyer: str, honest: bool, pick: int, qty: int, share: int | None
) -> RefundDraft:
    type_, reason = list(CaseType)[pick % 2], list(Reason)[pick % len(Reason)]
    if honest:
        options = life.door.options(buyer, item["id"]).reasons
        types = list(options) or [type_]
        type_ = types[pick % len(types)]
        reasons = options.get(type_) or (reason,)
        reason = reasons[pick % len(reasons)]
    evidence = life.policy.evidence_required_reasons
    left = item["qty"] - item["refunded_qty"] - item["reserved_qty"]
    wanted = RefundDraft(
        item_id=item["id"],
        qty=1 + qty % max(1, left) if honest else qty,
        type=type_,
        reason=reason,
        destination=list(Destination)[pick % 5 == 0 and (not honest or buyer == BUYER)],
        evidence_ids=(_upload(life, buyer, pick),)
        if honest and (reason in evidence or pick % 3 == 0)
        else (),
    )
    if share is None:
        return wanted
    most = life.door.quote(buyer, wanted).max_fen
    return replace(wanted, amount_fen=most * share // 100)


def _upload(life: Life, buyer: str, pick: int) -> str:
    """Upload a picture; every other one is the same at both buyers."""
    name = f"{buyer}-{pick % 8}"
    picture = "same" if pick % 2 == 0 else name
    file = EvidenceFile(name, f"{picture:0>64}", None, "image/jpeg", 1000, f"files/{name}")
    life.door.register_evidence(buyer, file)
    life.now_stored = life.arena.look()
    return name


@step(
    lambda _: True,
    often=4,
    item=picks,
    honest=mostly,
    pick=picks,
    qty=st.integers(0, 4),
    share=st.one_of(st.none(), st.none(), st.integers(0, 110)),
    fresh_digest=mostly,
)
def buyer_submits(
    life: Life, item: int, honest: bool, pick: int, qty: int, share: int | None, fresh_digest: bool
) -> None:
    items = (life.refundable_items() if honest else []) or life.items()
    row = items[item % len(items)]
    buyer = life.order_of(row)["buyer_id"]
    draft = _draft(life, row, buyer, honest, pick, qty, share)
    quote = life.door.quote(buyer, draft)
    digest = quote.digest if fresh_digest else "0" * 64
    key = life.new_key()

    def call(key: str) -> CaseView:
        return life.door.submit(buyer, draft, idempotency_key=key, confirmed_digest=digest)

    mover = Mover(ActorType.BUYER, buyer, buyer)
    outcome = life.act(mover, lambda: call(key))
    if quote.refusals:
        assert isinstance(outcome, Refused)
        assert outcome.refusals == quote.refusals
    elif not fresh_digest:
        assert isinstance(outcome, QuoteChanged)
    else:
        assert isinstance(outcome, CaseView), outcome
        assert outcome.requested_fen == quote.explanation.refund_fen
        life.case_nos.append(outcome.case_no)
        life.asked_for_all[outcome.case_no] = draft.amount_fen is None
        life.done.append(Done(mover, key, outcome.case_no, Event.SUBMIT, call))


@step(
    some_case(S.PENDING_SELLER, S.SELLER_REJECTED),
    case=picks,
    honest=mostly,
    pick=picks,
    qty=st.integers(1, 4),
    share=st.one_of(st.none(), st.integers(0, 110)),
)
def buyer_amends(
    life: Life, case: int, honest: bool, pick: int, qty: int, share: int | None
) -> None:
    row = life.pick(case, S.PENDING_SELLER, S.SELLER_REJECTED)
    buyer, number = row["buyer_id"], row["case_no"]
    item = life.now_stored.get(OrderItem, row["order_item_id"])
    draft = _draft(life, item, buyer, honest, pick, qty, share)
    draft = replace(draft, type=row["type"]) if honest else draft
    try:
        digest = life.door.quote_amendment(buyer, number, draft).digest
    except Refused:
        digest = ""

    def call(key: str) -> CaseView:
        return life.door.amend(buyer, number, draft, idempotency_key=key, confirmed_digest=digest)

    if isinstance(life.by_buyer(Event.AMEND, row, call), CaseView):
        life.asked_for_all[number] = draft.amount_fen is None


@step(some_case(S.PENDING_SELLER, S.AWAITING_RETURN, S.SELLER_REJECTED), case=picks)
def buyer_withdraws(life: Life, case: int) -> None:
    row = life.pick(case, S.PENDING_SELLER, S.AWAITING_RETURN, S.SELLER_REJECTED)
    life.by_buyer(
        Event.WITHDRAW,
        row,
        lambda key: life.door.withdraw(row["buyer_id"], row["case_no"], idempotency_key=key),
    )


@step(some_case(S.AWAITING_BUYER_CONFIRM), often=6, case=picks, accepts=st.booleans())
def buyer_answers_the_offer(life: Life, case: int, accepts: bool) -> None:
    row = life.pick(case, S.AWAITING_BUYER_CONFIRM)
    event = Event.ACCEPT_OFFER if accepts else Event.DECLINE_OFFER
    answer = life.door.accept_offer if accepts else life.door.decline_offer
    outcome = life.by_buyer(
        event, row, lambda key: answer(row["buyer_id"], row["case_no"], idempotency_key=key)
    )
    assert isinstance(outcome, CaseView)


@step(some_case(S.AWAITING_RETURN), often=6, case=picks, new_parcel=mostly)
def buyer_sends_the_goods_back(life: Life, case: int, new_parcel: bool) -> None:
    row = life.pick(case, S.AWAITING_RETURN)
    life.parcels += new_parcel
    tracking_no = f"R{life.parcels}"
    life.by_buyer(
        Event.SHIP_RETURN,
        row,
        lambda key: life.door.ship_return(
            row["buyer_id"],
            row["case_no"],
            carrier="顺丰速运",
            tracking_no=tracking_no,
            idempotency_key=key,
        ),
    )


@step(
    some_case(S.PENDING_SELLER, S.SELLER_REJECTED, S.AWAITING_SELLER_RECEIPT),
    often=4,
    case=picks,
)
def buyer_escalates(life: Life, case: int) -> None:
    row = life.pick(case, S.PENDING_SELLER, S.SELLER_REJECTED, S.AWAITING_SELLER_RECEIPT)
    life.by_buyer(
        Event.ESCALATE,
        row,
        lambda key: life.door.escalate(row["buyer_id"], row["case_no"], idempotency_key=key),
    )


@step(
    some_case(S.PENDING_SELLER, S.SELLER_REJECTED, S.PLATFORM_REVIEW),
    case=picks,
    pick=picks,
    own=mostly,
)
def buyer_adds_a_picture(life: Life, case: int, pick: int, own: bool) -> None:
    row = life.pick(case, S.PENDING_SELLER, S.SELLER_REJECTED, S.PLATFORM_REVIEW)
    buyer = row["buyer_id"]
    name = _upload(life, buyer if own else _other(buyer), pick)
    outcome = life.by_buyer(
        Event.ADD_EVIDENCE,
        row,
        lambda key: life.door.add_evidence(buyer, row["case_no"], [name], idempotency_key=key),
    )
    assert own or isinstance(outcome, Refused)


@step(some_case(), case=picks)
def buyer_urges(life: Life, case: int) -> None:
    row = life.pick(case)
    buyer = row["buyer_id"]
    mover = Mover(ActorType.BUYER, buyer, buyer)
    outcome = life.act(mover, lambda: life.door.urge(buyer, row["case_no"]))
    assert isinstance(outcome, Refused) == (row["status"] not in RULES[Event.URGE].sources)


@step(some_case(), case=picks, pick=picks)
def a_stranger_tries_it(life: Life, case: int, pick: int) -> None:
    row = life.pick(case)
    who, number = _other(row["buyer_id"]), row["case_no"]
    tries: list[Callable[[], Any]] = [
        lambda: life.door.case(who, number),
        lambda: life.door.explain(who, number),
        lambda: life.door.urge(who, number),
        lambda: life.door.withdraw(who, number, idempotency_key=f"x{life.keys}"),
        lambda: life.door.escalate(who, number, idempotency_key=f"x{life.keys}"),
        lambda: life.door.accept_offer(who, number, idempotency_key=f"x{life.keys}"),
        lambda: life.door.item(who, row["order_item_id"]),
    ]
    outcome = life.act(Mover(ActorType.BUYER, who, who), tries[pick % len(tries)])
    assert isinstance(outcome, NotFound)


@step(lambda _: True, item=picks, pick=picks)
def buyer_submits_a_whole_order(life: Life, item: int, pick: int) -> None:
    """All items of an order at once: all that nothing stands against, or none of them."""
    rows = life.refundable_items() or life.items()
    order_no = rows[item % len(rows)]["order_no"]
    buyer = life.order_of(rows[item % len(rows)])["buyer_id"]
    wanted = (list(CaseType)[pick % 2], list(Reason)[pick % len(Reason)])
    drafts = life.door.whole_order_drafts(buyer, order_no, *wanted)
    if not drafts:
        return
    overview = life.door.quote_many(buyer, drafts)
    digest = overview.digest
    key = life.new_key()

    def call(key: str) -> CaseView:
        return life.door.submit_many(buyer, drafts, idempotency_key=key, confirmed_digest=digest)[0]

    mover = Mover(ActorType.BUYER, buyer, buyer)
    known = set(life.case_nos)
    outcome = life.act(mover, lambda: call(key))
    if not overview.quotes:
        assert isinstance(outcome, Refused)
        return
    assert isinstance(outcome, CaseView), outcome
    new = [row["case_no"] for row in life.now_stored.rows(AfterSaleCase)]
    opened = [case_no for case_no in new if case_no not in known]
    opened.sort(key=lambda case_no: life.item_of(case_no)["id"])
    life.case_nos += opened
    life.asked_for_all.update(dict.fromkeys(opened, True))
    life.done.append(Done(mover, key, outcome.case_no, Event.SUBMIT, call))
