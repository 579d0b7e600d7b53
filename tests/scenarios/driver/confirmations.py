"""Nothing is written without a confirmation of exactly what was written: checked at every turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.aftersales.codes import ActorType
from bot.aftersales.models import AfterSaleCase, CaseEvent, OrderItem, Payment, ReturnShipment
from bot.aftersales.money import format_fen
from tests.scenarios.driver.answers import Message, Read, confirm_chips, fields_of, shown
from tests.scenarios.driver.words import SpokenWords

NEEDS_NONE = frozenset({"URGE", "ADD_EVIDENCE"})
"""Reminding the seller and adding a file: the wish itself is all there is to confirm."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A step that the buyer's line led to: what happened, and the case as it stands now."""

    event: str
    case: Row
    item: Row
    method: str | None
    parcel: Row | None


@dataclass(frozen=True)
class Said:
    """The buyer's line: typed words that mean yes, or the token of what was tapped."""

    confirms: bool
    token: str | None


class Confirmations:
    """Remembers what was shown to be confirmed last, and compares it with what is written."""

    def __init__(self, words: SpokenWords) -> None:
        self._words = words
        self._summaries: list[Message] = []

    def shown(self, answer: Read) -> None:
        """An answer of the bot: the latest summary counts, and earlier ones that say the same."""
        self._summaries += [one for one in answer.messages if confirm_chips(one, self._words)]

    def broken_by(self, said: Said, written: list[Written]) -> list[str]:
        """What is wrong about ``written``, which came of ``said``; in words."""
        to_confirm = [one for one in written if one.event not in NEEDS_NONE]
        if not to_confirm:
            return []
        summaries, self._summaries = self._summaries, []
        if not summaries:
            return [f"{one.event} was written, and no summary had been shown" for one in to_confirm]
        summary = summaries[-1]
        tokens = {
            chip.token
            for one in summaries
            if shown(one) == shown(summary)
            for chip in confirm_chips(one, self._words)
        }
        if not said.confirms and said.token not in tokens:
            return [f"{one.event} was written without a yes to the summary" for one in to_confirm]
        return [fault for one in to_confirm for fault in self._differences(summary, one)]

    def _differences(self, summary: Message, one: Written) -> Iterator[str]:
        text = shown(summary)
        if self._say("label_item") in fields_of(summary):
            wrong = self._differences_of_fields(summary, one)
        else:
            wrong = {what for what in self._named(one) if not any(way in text for way in what)}
        for what in wrong:
            yield f"{one.event} was written, but the summary did not say {'/'.join(what)}"

    def _differences_of_fields(self, summary: Message, one: Written) -> set[tuple[str, ...]]:
        fields, case = fields_of(summary), one.case
        expected = {
            "item": f"{one.item['title']} {one.item['attrs']}".strip(),
            "order_no": one.item["order_no"],
            "qty": str(case["qty"]),
            "type": self._say(f"type_{case['type'].lower()}"),
            "reason": self._say(f"reason_{case['reason'].lower()}"),
            "destination": self._destination(one),
        }
        wrong = set()
        for name, value in expected.items():
            label = self._say(f"label_{name}")
            if fields.get(label) != value and not (one.event == "AMEND" and label not in fields):
                wrong.add((f"{label} {value}",))
        total = (summary.get("card") or {}).get("total") or {}
        if total.get("fen") != case["requested_fen"]:
            wrong.add((format_fen(case["requested_fen"]),))
        return wrong

    def _named(self, one: Written) -> Iterator[tuple[str, ...]]:
        """What has to stand in a summary, each in one of several ways."""
        case = one.case
        yield (case["case_no"], one.item["title"])
        if one.event == "SUBMIT":
            more = f" ×{case['qty']}" if case["qty"] > 1 else ""
            yield (f"{one.item['title']} {one.item['attrs']}".strip() + more,)
            yield (self._say(f"type_{case['type'].lower()}"),)
            yield (self._say(f"reason_{case['reason'].lower()}"),)
            yield (self._destination(one),)
        if one.event in {"SUBMIT", "AMEND"}:
            yield (format_fen(case["requested_fen"]),)
        if one.event == "ACCEPT_OFFER":
            yield (format_fen(case["approved_fen"] or case["offer_fen"] or 0),)
        if one.event == "SHIP_RETURN" and one.parcel:
            yield (one.parcel["tracking_no"],)
            yield (self._carrier(one.parcel["carrier"]), one.parcel["carrier"])

    def _destination(self, one: Written) -> str:
        method = self._say(f"method_{one.method.lower()}") if one.method else ""
        words = self._say(f"destination_{one.case['destination'].lower()}")
        return words.replace("{method}", method)

    def _carrier(self, code: str) -> str:
        return next(iter(self._words.labels(f"carrier_{code.lower()}")), code)

    def _say(self, name: str) -> str:
        return next(iter(self._words.labels(name)), name)


def steps_after(connection: Connection, buyer_id: str, last_id: int) -> tuple[int, list[Written]]:
    """The buyer's own steps since ``last_id``, and the id of the last step there is."""
    events, cases = CaseEvent.__table__, AfterSaleCase.__table__
    found = connection.execute(
        select(events.c.id, events.c.event, events.c.actor_type, events.c.case_no)
        .join(cases, cases.c.case_no == events.c.case_no)
        .where(cases.c.buyer_id == buyer_id, events.c.id > last_id)
        .order_by(events.c.id)
    ).all()
    if not found:
        return last_id, []
    own = [row for row in found if row.actor_type is ActorType.BUYER]
    return found[-1].id, [_written(connection, row.event, row.case_no) for row in own]


def case_numbers(connection: Connection, buyer_id: str) -> frozenset[str]:
    """The numbers of all cases of a buyer."""
    cases = AfterSaleCase.__table__
    found = connection.execute(select(cases.c.case_no).where(cases.c.buyer_id == buyer_id))
    return frozenset(found.scalars())


def _written(connection: Connection, event: str, case_no: str) -> Written:
    def row(table: Any, **where: Any) -> Row | None:
        wanted = select(table).where(*(table.c[key] == value for key, value in where.items()))
        return connection.execute(wanted).mappings().one_or_none()

    case = row(AfterSaleCase.__table__, case_no=case_no)
    assert case is not None
    item = row(OrderItem.__table__, id=case["order_item_id"])
    assert item is not None
    payment = row(Payment.__table__, order_no=item["order_no"])
    parcel = row(ReturnShipment.__table__, case_no=case_no)
    return Written(event, case, item, payment["method"] if payment else None, parcel)
