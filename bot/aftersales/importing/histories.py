"""The form of a case to import: what was asked for, and everything that happened since."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.aftersales.carriers import carrier_name, parcel_number
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.importing.fields import (
    Carrier,
    CaseNo,
    Count,
    Description,
    Entry,
    Fen,
    Flag,
    Id,
    Instant,
    OrderNo,
    Sentence,
)


def _known_carrier(said: str) -> str:
    name = carrier_name(said)
    if name is None:
        raise ValueError("is no carrier that is known")
    return name


def _parcel(said: str) -> str:
    number = parcel_number(said)
    if number is None:
        raise ValueError("is no tracking number")
    return number


class _Event(Entry):
    at: Instant


class _ByTheShop(_Event):
    """``actor_id`` says who acted; without it the seller, ``platform`` or ``payment``."""

    actor_id: Id | None = None


class Claimed(Entry):
    """What a buyer asks for; ``requested_fen`` contains ``shipping_fen``."""

    reason: Reason
    description: Description = ""
    qty: Count
    requested_fen: Fen
    shipping_fen: Fen = 0
    destination: Destination = Destination.ORIGINAL


class Submitted(_Event):
    """The first event of every case."""

    event: Literal["SUBMIT"]


class Amended(_Event, Claimed):
    """The buyer asks for something else instead."""

    event: Literal["AMEND"]


class ByBuyer(_Event):
    """Something the buyer did."""

    event: Literal["WITHDRAW", "ACCEPT_OFFER", "DECLINE_OFFER", "ESCALATE", "URGE"]


class ReturnShipped(_Event):
    """The buyer sent the goods back; the parcel is kept under its carrier's own name."""

    event: Literal["SHIP_RETURN"]
    carrier: Annotated[Carrier, AfterValidator(_known_carrier)]
    tracking_no: Annotated[Id, AfterValidator(_parcel)]


class ByShop(_ByTheShop):
    """Something seller, platform or payment did that needs no further word."""

    event: Literal["APPROVE", "CONFIRM_RECEIPT", "RETRY_REFUND", "REFUND_SUCCEEDED"]


class Refusing(_ByTheShop):
    """Something that was refused or failed, and why."""

    event: Literal["REJECT", "REFUSE_RECEIPT", "RULE_FOR_SELLER", "REFUND_FAILED"]
    reason: Sentence


class CounterOffered(_ByTheShop):
    """The seller offered less."""

    event: Literal["COUNTER_OFFER"]
    offer_fen: Fen
    reason: Sentence


class RuledForBuyer(_ByTheShop):
    """The platform ruled for the buyer; without an amount for all that was asked for."""

    event: Literal["RULE_FOR_BUYER"]
    reason: Sentence
    approved_fen: Fen | None = None
    without_return: Flag = False


class ByTime(_Event):
    """Something that time did."""

    event: Literal[
        "REMIND_SELLER",
        "AUTO_APPROVE",
        "SELLER_OVERDUE",
        "OFFER_TIMEOUT",
        "RETURN_TIMEOUT",
        "RECEIPT_OVERDUE",
        "REJECT_EXPIRED",
        "RULING_OVERDUE",
        "PAYOUT_OVERDUE",
    ]


Happened = Annotated[
    Submitted
    | Amended
    | ByBuyer
    | ReturnShipped
    | ByShop
    | Refusing
    | CounterOffered
    | RuledForBuyer
    | ByTime,
    Field(discriminator="event"),
]
"""One event of a case."""


class ImportCase(Claimed):
    """One after-sale case: what its submission asked for, and its events in order of time.

    Files of evidence are not imported. ``line`` counts the order's items from 1.
    """

    case_no: CaseNo
    order_no: OrderNo
    line: Count = 1
    type: CaseType
    risk_hold: Flag = False
    events: list[Happened] = Field(min_length=1, max_length=500)
