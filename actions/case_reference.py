"""Which of the buyer's own cases a message is about: by number, goods, amount, day or place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.cases_by_status import by_status
from actions.item_reference import hint_in
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.errors import NotFound
from bot.aftersales.views import CaseView, ItemHint

ORDER_NO_LENGTH = len("2026111500012345")
ANOTHER = re.compile(
    "另外?(?:的?那?)?一?[个件单笔条]|换一?[个件单笔条](?!货)|(?:不是|不对).{0,3}[这那][个件单笔条]"
)
THAT_ONE = re.compile("刚才|刚刚说|上面|[这那][个件单笔条](?!平台|卖家|店)")
_NEWEST = re.compile("最近|最新|刚刚?(?:申请|提交|退)")
_TAIL = re.compile(r"^\D{0,8}?(\d{4,8})\D{0,4}$")

Narrowing = Callable[[list[CaseView]], list[CaseView]]


@dataclass(frozen=True)
class Shown:
    """What the buyer can point at: the list shown last, and the case spoken of last."""

    listed: tuple[str, ...] = ()
    mentioned: str | None = None


@dataclass(frozen=True)
class Meant:
    """The cases that fit; ``named`` says that the message itself pointed at some."""

    cases: tuple[CaseView, ...]
    named: bool

    @property
    def only(self) -> CaseView | None:
        """The case, where exactly one fits."""
        return self.cases[0] if len(self.cases) == 1 else None


class NoSuchGoods(NotFound):
    """None of the cases is about the goods named; the others may be chosen from."""

    def __init__(self, cases: Sequence[CaseView]) -> None:
        super().__init__("CASE_NOT_FOUND")
        self.cases = tuple(cases)


class CaseReference:
    """Finds the cases that a message points at among those given.

    Args:
        door: where the buyer's orders and cases are.
        amounts: whether an amount in the message says which case; in a change it is the new one.
    """

    def __init__(self, door: BuyerDoor, *, amounts: bool = True) -> None:
        self._door = door
        self._amounts = amounts

    def meant(self, turn: Turn, cases: Sequence[CaseView], shown: Shown, now: datetime) -> Meant:
        """Those of ``cases`` that the message points at; all of them when it points at none.

        Raises:
            NotFound: it names a case, an order or goods that are not there, or not this buyer's;
                NoSuchGoods where it is the goods.
        """
        case_no = turn.value("case_no")
        if case_no is not None:
            return Meant((self._door.case(turn.buyer_id, case_no),), named=True)
        pointed = _pointed_at(turn, cases, shown)
        if pointed is not None:
            return Meant((pointed,), named=True)
        left, named = list(cases), False
        for narrow in self._narrowings(turn, now):
            fitting = narrow(left)
            if fitting:
                named = named or len(fitting) < len(left)
                left = fitting
        named = named or any(turn.value(name) for name in ("order_no", "product"))
        return Meant(tuple(left), named)

    def _narrowings(self, turn: Turn, now: datetime) -> list[Narrowing]:
        def by_day(cases: list[CaseView]) -> list[CaseView]:
            day = (hint_in(turn, now, whole_message=False) or ItemHint()).ordered_on
            return [c for c in cases if day in {c.submitted_at.date(), c.item.ordered_at.date()}]

        return [
            lambda cases: self._by_number(turn, cases),
            lambda cases: self._by_goods(turn, cases),
            lambda cases: _by_amount(turn, cases) if self._amounts else [],
            by_day,
            lambda cases: self._by_any_words(turn, cases),
            lambda cases: by_status(turn.plain, cases) if len(cases) > 1 else [],
            lambda cases: cases[:1] if _NEWEST.search(turn.plain) else [],
        ]

    def _by_number(self, turn: Turn, cases: list[CaseView]) -> list[CaseView]:
        """A whole order number, or the last digits of an order or a case."""
        said = turn.value("order_no")
        if said is None:
            bare = not turn.pressed and turn.value("amount") is None
            match = _TAIL.match(turn.plain) if bare else None
            return _ending_with(match[1], cases) if match else []
        if len(said) >= ORDER_NO_LENGTH:
            self._door.order(turn.buyer_id, said)
        fitting = _ending_with(said, cases)
        if not fitting:
            raise NotFound("CASE_NOT_FOUND")
        return fitting

    def _by_goods(self, turn: Turn, cases: list[CaseView]) -> list[CaseView]:
        product = " ".join(turn.values("product"))
        if not product:
            return []
        fitting = self._about(turn, product, cases)
        if not fitting:
            raise NoSuchGoods(cases)
        return fitting

    def _by_any_words(self, turn: Turn, cases: list[CaseView]) -> list[CaseView]:
        """Colour, size, shop: whatever words of the message fit the goods, to tell cases apart."""
        if turn.pressed or len(cases) == 1:
            return []
        return self._about(turn, turn.plain, cases)

    def _about(self, turn: Turn, words: str, cases: list[CaseView]) -> list[CaseView]:
        found = self._door.find_items(turn.buyer_id, ItemHint(text=words))
        items = {item.item_id for item in found}
        return [case for case in cases if case.item.item_id in items]


def cases_meant(
    door: BuyerDoor, turn: Turn, now: datetime, *, open_only: bool
) -> Sequence[CaseView]:
    """The cases the message points to; all (open) ones when it points to none, newest first.

    Raises:
        NotFound: it names a case or order that is not there, or not this buyer's.
    """
    cases = door.cases(turn.buyer_id, open_only=open_only)
    return CaseReference(door).meant(turn, cases, Shown(), now).cases


def _pointed_at(turn: Turn, cases: Sequence[CaseView], shown: Shown) -> CaseView | None:
    """第二个, 最后那个, 刚才那个: by its place in the list, or the one spoken of."""
    by_number = {case.case_no: case for case in cases}
    ordinal = turn.value("ordinal")
    if ordinal is not None and ordinal.lstrip("-").isdecimal() and shown.listed:
        place = int(ordinal)
        at = len(shown.listed) + place if place < 0 else place - 1
        return by_number.get(shown.listed[at]) if 0 <= at < len(shown.listed) else None
    points = ordinal == "mentioned" or (not turn.pressed and THAT_ONE.search(turn.plain))
    if points and shown.mentioned and not ANOTHER.search(turn.plain) and not turn.value("product"):
        return by_number.get(shown.mentioned)
    return None


def _ending_with(digits: str, cases: list[CaseView]) -> list[CaseView]:
    return [
        case
        for case in cases
        if case.case_no.endswith(digits) or case.item.order_no.endswith(digits)
    ]


def _by_amount(turn: Turn, cases: list[CaseView]) -> list[CaseView]:
    said = {int(value) for value in turn.values("amount") if value.isdecimal()}
    return [
        case
        for case in cases
        if said & {case.requested_fen, case.offer_fen, case.approved_fen, case.item.paid_fen}
    ]
