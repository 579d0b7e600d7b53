"""What a buyer's commands do to a case, each in the transaction of the one who calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.aftersales import filing, lookup, payouts, reservations
from bot.aftersales.carriers import carrier_name, parcel_number
from bot.aftersales.cases import Actor, Event, record
from bot.aftersales.codes import ActorType
from bot.aftersales.deadlines import at_rest, on_escalation, on_return_shipped, on_seller_turn
from bot.aftersales.errors import Refused
from bot.aftersales.guards import against
from bot.aftersales.models import AfterSaleCase, CaseEvent, ReturnShipment
from bot.aftersales.models.cases import TRACKING_NO_LENGTH
from bot.aftersales.policy import Policy
from bot.aftersales.views import RefundDraft, Refusal
from bot.aftersales.workdays import read_calendar, start_of_day


def actor(case: AfterSaleCase) -> Actor:
    """The buyer of a case as the one who acts."""
    return Actor(ActorType.BUYER, case.buyer_id)


def check(event: Event, case: AfterSaleCase, now: datetime, policy: Policy) -> None:
    """Refuse what the buyer cannot do to the case now.

    Raises:
        Refused: with the reason that stands against it.
    """
    refusal = against(event, case, now, policy)
    if refusal is not None:
        raise Refused([refusal])


def withdraw(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> None:
    """Take the case back; what it held is free again."""
    check(Event.WITHDRAW, case, now, policy)
    record(session, case, Event.WITHDRAW, actor(case), now, changes=at_rest())
    reservations.release(session, case)


def accept_offer(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> None:
    """Agree to what the seller offers instead."""
    check(Event.ACCEPT_OFFER, case, now, policy)
    if case.offer_fen is None:
        raise LookupError(f"{case.case_no} awaits an answer to no offer")
    payouts.agree(
        session, case, Event.ACCEPT_OFFER, actor(case), now, policy, approved_fen=case.offer_fen
    )


def decline_offer(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> None:
    """Let the seller decide again about what was asked for."""
    check(Event.DECLINE_OFFER, case, now, policy)
    record(
        session,
        case,
        Event.DECLINE_OFFER,
        actor(case),
        now,
        changes={"offer_fen": None, "status_reason": None, **on_seller_turn(now, policy)},
    )


def ship_return(
    session: Session,
    case: AfterSaleCase,
    now: datetime,
    policy: Policy,
    *,
    carrier: str,
    tracking_no: str,
) -> None:
    """Note the parcel that goes back.

    Raises:
        Refused: PARCEL_INVALID, the number is empty, too long or none; CARRIER_UNKNOWN;
            TRACKING_NO_USED, the parcel is noted for a case already, however it was written.
    """
    check(Event.SHIP_RETURN, case, now, policy)
    name, number = carrier_name(carrier), parcel_number(tracking_no)
    if not carrier or number is None or len(number) > TRACKING_NO_LENGTH:
        raise Refused([Refusal("PARCEL_INVALID")])
    if name is None:
        raise Refused([Refusal("CARRIER_UNKNOWN")])
    try:
        with session.begin_nested():
            session.add(
                ReturnShipment(
                    case_no=case.case_no,
                    carrier=name,
                    tracking_no=number,
                    shipped_at=now,
                )
            )
    except IntegrityError as error:
        raise Refused([Refusal("TRACKING_NO_USED", {"tracking_no": number})]) from error
    record(
        session,
        case,
        Event.SHIP_RETURN,
        actor(case),
        now,
        changes=on_return_shipped(now, policy),
        facts={"carrier": name, "tracking_no": number},
    )


def escalate(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> None:
    """Ask the platform to rule."""
    check(Event.ESCALATE, case, now, policy)
    calendar = read_calendar(session, now.date())
    record(
        session,
        case,
        Event.ESCALATE,
        actor(case),
        now,
        changes=on_escalation(now, policy, calendar),
    )


def add_evidence(
    session: Session,
    case: AfterSaleCase,
    now: datetime,
    policy: Policy,
    evidence_ids: tuple[str, ...],
) -> None:
    """Add files to the case; those that it has already are passed over.

    Raises:
        Refused: EVIDENCE_UNKNOWN, a file is not the buyer's; EVIDENCE_TWICE, the case has all of
            them already, be it under another name; EVIDENCE_TOO_MANY.
    """
    check(Event.ADD_EVIDENCE, case, now, policy)
    wanted = set(evidence_ids)
    own = lookup.own_evidence(session, case.buyer_id, evidence_ids)
    if not wanted or len(own) < len(wanted):
        raise Refused([Refusal("EVIDENCE_UNKNOWN")])
    linked = lookup.evidence_of(session, case.case_no)
    known = {file.sha256 for file in lookup.own_evidence(session, case.buyer_id, tuple(linked))}
    new = {file.sha256: file.id for file in reversed(own) if file.sha256 not in known}
    if not new:
        raise Refused([Refusal("EVIDENCE_TWICE")])
    if len(new) + len(linked) > policy.evidence_per_case:
        raise Refused([Refusal("EVIDENCE_TOO_MANY", {"limit": policy.evidence_per_case})])
    record(
        session,
        case,
        Event.ADD_EVIDENCE,
        actor(case),
        now,
        changes=filing.risk_of(session, case.buyer_id, evidence_ids, case),
        facts={"files": len(new)},
    )
    filing.link_evidence(session, case, tuple(new.values()))


def urge(session: Session, case: AfterSaleCase, now: datetime, policy: Policy) -> bool:
    """Remind the seller; False when that was done today already."""
    check(Event.URGE, case, now, policy)
    urged_today = select(CaseEvent.id).where(
        CaseEvent.case_no == case.case_no,
        CaseEvent.event == Event.URGE,
        CaseEvent.created_at >= start_of_day(now.date()),
    )
    if session.scalar(select(urged_today.exists())):
        return False
    record(session, case, Event.URGE, actor(case), now)
    return True


def check_amendment(case: AfterSaleCase, draft: RefundDraft, now: datetime, policy: Policy) -> None:
    """Refuse an amendment that is not possible now, or that speaks of another item.

    Raises:
        Refused: with the reason that stands against it.
    """
    check(Event.AMEND, case, now, policy)
    if draft.item_id != case.order_item_id:
        raise Refused([Refusal("ITEM_CANNOT_CHANGE")])
