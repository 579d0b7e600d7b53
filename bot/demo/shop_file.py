"""The form of ``data/demo/shop.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import tomllib
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.aftersales.codes import CaseType, Destination, OrderStatus, PaymentMethod, Reason
from bot.aftersales.money import parse_yuan
from bot.clock import SystemClock
from bot.demo.instants import instant

SHOP_FILE = Path(__file__).parents[2] / "data" / "demo" / "shop.toml"


def _is_instant(text: str) -> str:
    instant(text, SystemClock().now())
    return text


Offset = Annotated[str, AfterValidator(_is_instant)]
"""An instant counted from the moment the demo is loaded."""

Yuan = Annotated[int, BeforeValidator(parse_yuan)]
"""Written in yuan, held in fen."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DemoBuyer(_Entry):
    """Somebody to try the assistant as; ``hint`` says, in Chinese, what to try."""

    id: str
    name: str
    hint: str
    wallet: bool = False


class DemoSeller(_Entry):
    """Somebody who sells."""

    id: str
    name: str
    return_address: str


class DemoAgent(_Entry):
    """Somebody who answers at the desk, and how to sign in."""

    username: str
    name: str
    password: str
    role: Literal["agent", "supervisor", "platform"]


class DemoItem(_Entry):
    """One line of an order; ``price`` is of one piece."""

    title: str
    attrs: str
    price: Yuan
    qty: int = 1
    category: Literal["GENERAL", "CUSTOM", "VIRTUAL", "FRESH"] = "GENERAL"


class DemoParcel(_Entry):
    """A parcel on its way to the buyer."""

    carrier: str
    number: str
    shipped: Offset
    signed: Offset | None = None


class _Step(_Entry):
    at: Offset


class Submit(_Step):
    """The buyer asks for all that is refundable, or for less; ``evidence`` counts pictures."""

    do: Literal["submit"]
    type: CaseType
    reason: Reason
    text: str
    qty: int | None = None
    amount: Yuan | None = None
    to: Destination = Destination.ORIGINAL
    evidence: int = 0


class Plain(_Step):
    """Something that needs no further word."""

    do: Literal["withdraw", "escalate", "approve", "receive", "refunded"]


class Explained(_Step):
    """Something that is done with a reason."""

    do: Literal["reject", "rule_for_seller", "refund_failed"]
    text: str


class Offer(_Step):
    """The seller offers less."""

    do: Literal["offer"]
    amount: Yuan
    text: str


class ShipReturn(_Step):
    """The buyer sends the goods back."""

    do: Literal["ship"]
    carrier: str
    number: str


Step = Annotated[Submit | Plain | Explained | Offer | ShipReturn, Field(discriminator="do")]


class DemoCase(_Entry):
    """What happened to one line of an order; ``item`` counts from 1."""

    item: int = Field(1, ge=1)
    steps: tuple[Step, ...] = Field(min_length=1)


class DemoOrder(_Entry):
    """One order, from which everything else is worked out."""

    key: str
    buyer: str
    seller: str
    status: OrderStatus
    created: Offset
    paid: Offset | None = None
    ship_by: Offset | None = None
    arrive_by: Offset | None = None
    completed: Offset | None = None
    method: PaymentMethod | None = None
    promotion: Yuan = 0
    coupon: Yuan = 0
    points: Yuan = 0
    points_used: int = 0
    freight: Yuan = 0
    items: tuple[DemoItem, ...] = Field(min_length=1)
    parcels: tuple[DemoParcel, ...] = ()
    cases: tuple[DemoCase, ...] = ()


class DemoShop(_Entry):
    """The whole demo shop."""

    buyers: tuple[DemoBuyer, ...]
    sellers: tuple[DemoSeller, ...]
    agents: tuple[DemoAgent, ...]
    orders: tuple[DemoOrder, ...]

    @classmethod
    def read(cls, path: Path = SHOP_FILE) -> DemoShop:
        """Read the shop's file.

        Raises:
            OSError: the file cannot be read.
            ValueError: it is no TOML, or does not have the form of a demo shop.
        """
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
