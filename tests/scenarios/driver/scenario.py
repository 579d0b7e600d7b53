"""The form of a scenario file: what stands in the store, what buyers say, what must come of it."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tests.scenarios.driver.times import span

LEAST_BUYERS = 5


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


def _fen(value: Any) -> int:
    """Yuan as written in a file, in fen."""
    fen = Decimal(str(value)) * 100
    if fen != int(fen):
        raise ValueError(f"not an amount of yuan: {value!r}")
    return int(fen)


def _list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Yuan = Annotated[int, BeforeValidator(_fen)]
Strings = Annotated[list[str], BeforeValidator(_list)]


class Goods(_Entry):
    """One line of an order; ``yuan`` is the price of one piece."""

    title: str
    yuan: Yuan
    qty: int = 1
    attrs: str = ""
    category: str = "GENERAL"


class Order(_Entry):
    """An order that is ``days`` old. ``received_days`` counts from the signature."""

    goods: list[Goods]
    status: str = "RECEIVED"
    days: float = 4
    received_days: float = 1
    method: str = "WECHAT"
    coupon: Yuan = 0
    points: Yuan = 0
    freight: Yuan = 0
    seller: str = "对照商店"
    promised_ship_hours: float | None = None


class Happened(_Entry):
    """An event of a case's history, ``ago`` before the conversation begins."""

    event: str
    ago: str
    offer: Yuan | None = None
    reason: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None


class Case(_Entry):
    """A case that exists before the conversation."""

    order: str
    line: int = 1
    type: Literal["REFUND_ONLY", "RETURN_REFUND"]
    reason: str
    qty: int = 1
    amount: Yuan
    shipping: Yuan = 0
    destination: str = "ORIGINAL"
    risk_hold: bool = False
    history: list[Happened]


class Shop(_Entry):
    """A buyer's part of the store, by names that only the scenario knows."""

    wallet: bool = False
    orders: dict[str, Order] = {}
    cases: dict[str, Case] = {}


class Meanwhile(_Entry):
    """What the shop does between two lines of the buyer."""

    case: str
    event: Literal["APPROVE", "REJECT", "COUNTER_OFFER", "CONFIRM_RECEIPT"]
    offer: Yuan = 0
    reason: str = "与商品页说明一致"


class Turn(_Entry):
    """One line of a buyer, said the first time that ``when`` is due; each is said once.

    ``when`` is what the bot asks or has just said (see the README); ``confirms`` marks typed
    words that say yes to the summary shown. ``again`` sends the same message once more, as a phone
    without network does; ``older`` taps the first chip of that name in the chat instead of the
    latest. ``then`` and ``then_not`` are about the answer to this line alone.
    """

    when: Strings = ["idle"]
    say: str | None = None
    tap: str | None = None
    pick: str | None = None
    upload: int = 0
    older: bool = False
    confirms: bool = False
    again: bool = False
    optional: bool = False
    later: str | None = None
    meanwhile: Meanwhile | None = None
    then: Strings = []
    then_not: Strings = []

    @model_validator(mode="after")
    def _says_one_thing(self) -> Turn:
        if sum(map(bool, (self.say, self.tap, self.pick, self.upload))) != 1:
            raise ValueError("a turn has one of say, tap, pick, upload")
        if self.later:
            span(self.later)
        return self


def _turns(value: Any) -> Any:
    return [{"say": one} if isinstance(one, str) else one for one in value]


Turns = Annotated[list[Turn], BeforeValidator(_turns)]


class Expected(_Entry):
    """One case that is new, or not as it was: every value that is given must be met.

    A list means any of these. ``events`` are the buyer's own: none where only the shop or time
    changed the case, and SUBMIT where it is ``new``. What is not given is as usual for a new case,
    and stays as it was for another.
    """

    new: str | None = None
    case: str | None = None
    line: int = 1
    type: str | None = None
    reason: Strings | None = None
    qty: int | None = None
    amount: Yuan | None = None
    shipping: Yuan | None = None
    destination: str | None = None
    evidence: int = 0
    status: str | None = None
    events: list[str] | None = None
    parcel: str | None = None
    description: str | None = None
    risk_hold: bool | None = None

    @model_validator(mode="after")
    def _is_about_one(self) -> Expected:
        if (self.new is None) == (self.case is None):
            raise ValueError("name either a new case's order or a case")
        missing = [name for name in ("type", "reason", "amount") if getattr(self, name) is None]
        if self.new and missing:
            raise ValueError(f"a new case needs {missing}")
        if self.case and self.events is None:
            raise ValueError("a case that changed needs the events that changed it")
        return self


def _expected(value: Any) -> Any:
    return [] if value == "nothing" else value


class Persona(_Entry):
    """One way of saying it; what is given here holds instead of the scenario's own."""

    turns: Turns
    expect: Annotated[list[Expected], BeforeValidator(_expected)] | None = None
    must_say: Strings = []


def _personas(value: Any) -> Any:
    return {name: {"turns": one} if isinstance(one, list) else one for name, one in value.items()}


Personas = Annotated[dict[str, Persona], BeforeValidator(_personas), Field(min_length=LEAST_BUYERS)]


class Scenario(_Entry):
    """One situation and at least five buyers in it.

    ``answers`` is how each of them answers what the bot asks and they have no words of their own
    for; it may be used as often as it is asked.
    """

    title: str
    store: Shop = Shop()
    others: Shop = Shop()
    begins: str | None = None
    answers: dict[str, Turn] = {}
    buyers: Annotated[
        dict[str, Persona], BeforeValidator(_personas), Field(min_length=LEAST_BUYERS)
    ]
    expect: Annotated[list[Expected], BeforeValidator(_expected)]
    must_say: Strings = []
    must_not_say: Strings = []
    ends: Literal["bot", "queued"] = "bot"
    path: Path = Path()

    @cached_property
    def name(self) -> str:
        """Folder and file."""
        return f"{self.folder}/{self.path.stem}"

    @property
    def folder(self) -> str:
        """The behaviour it belongs to."""
        return self.path.parent.name


def read_scenarios(folder: Path) -> list[Scenario]:
    """Every scenario below ``folder``, by behaviour.

    Raises:
        ValueError: a file is not a scenario; the message names it.
    """
    found = []
    for path in sorted(folder.rglob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            found.append(Scenario.model_validate({**content, "path": path}))
        except (ValueError, TypeError, yaml.YAMLError) as error:
            raise ValueError(f"{path}: {error}") from error
    return found
