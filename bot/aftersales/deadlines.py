"""When a case becomes due: computed once, as it enters a status, and stored with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.aftersales.codes import CaseStatus
from bot.aftersales.policy import Policy
from bot.aftersales.workdays import Calendar, end_of_day

Deadlines = dict[str, datetime | None]
"""Columns of a case and the instants to store in them."""


def on_submission(now: datetime, policy: Policy) -> Deadlines:
    """The clocks that start when a buyer submits, or submits an amended case."""
    return {
        **on_seller_turn(now, policy),
        "escalatable_at": now + timedelta(hours=policy.escalate_after_hours),
    }


def seller_deadline(now: datetime, policy: Policy) -> datetime:
    """Until when the seller has to answer what is submitted at ``now``."""
    return now + timedelta(hours=policy.seller_response_hours)


def on_seller_turn(now: datetime, policy: Policy) -> Deadlines:
    """The seller's hours to answer start, and the reminder before they end."""
    return {
        "seller_deadline_at": seller_deadline(now, policy),
        "next_due_at": now + timedelta(hours=policy.seller_remind_hours),
    }


def on_offer(now: datetime, policy: Policy) -> Deadlines:
    """The buyer's hours to answer an offer start."""
    due = now + timedelta(hours=policy.offer_hours)
    return {"offer_due_at": due, "next_due_at": due}


def on_awaiting_return(now: datetime, policy: Policy) -> Deadlines:
    """The buyer's days to send the goods back start; they end with the last day."""
    due = end_of_day(now.date() + timedelta(days=policy.return_ship_days))
    return {"return_due_at": due, "next_due_at": due}


def on_return_shipped(now: datetime, policy: Policy) -> Deadlines:
    """The seller's days to confirm the receipt start."""
    due = end_of_day(now.date() + timedelta(days=policy.seller_receive_days))
    return {"receive_due_at": due, "next_due_at": due}


def on_rejection(now: datetime, policy: Policy) -> Deadlines:
    """The buyer's days to do something about a rejection start."""
    due = end_of_day(now.date() + timedelta(days=policy.reject_expire_days))
    deadlines: Deadlines = {"reject_due_at": due, "next_due_at": due}
    if policy.escalate_on_reject_immediately:
        deadlines["escalatable_at"] = now
    return deadlines


def on_escalation(now: datetime, policy: Policy, calendar: Calendar) -> Deadlines:
    """The platform's working days to rule start."""
    due = end_of_day(calendar.add(now.date(), policy.ruling_workdays_max).date)
    return {"ruling_due_at": due, "next_due_at": due}


def on_payout(latest: date) -> Deadlines:
    """The payment system's days start; ``latest`` is the last day that was promised."""
    return {"next_due_at": end_of_day(latest)}


def at_rest() -> Deadlines:
    """Time does nothing more to the case where it goes."""
    return {"next_due_at": None}


DEADLINE_OF = {
    CaseStatus.PENDING_SELLER: "seller_deadline_at",
    CaseStatus.AWAITING_BUYER_CONFIRM: "offer_due_at",
    CaseStatus.AWAITING_RETURN: "return_due_at",
    CaseStatus.AWAITING_SELLER_RECEIPT: "receive_due_at",
    CaseStatus.SELLER_REJECTED: "reject_due_at",
    CaseStatus.PLATFORM_REVIEW: "ruling_due_at",
}
"""Which stored deadline counts in which status."""
