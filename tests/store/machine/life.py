"""One life of a shop: anybody does anything in any order, and every step is checked.

After each the whole database is looked at: it must be sound, and what changed must be what the
one who acted may change. A refused step must not have written anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.aftersales import audit
from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.cases import RULES, Event, is_open
from bot.aftersales.codes import CaseStatus
from bot.aftersales.errors import AftersalesError, Refused
from bot.aftersales.models import AfterSaleCase, CaseEvent, Order, OrderItem
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers
from bot.aftersales.views import CaseView
from tests.store.changes import Mover, assert_lawful
from tests.store.invariants import assert_sound
from tests.store.machine.arena import Arena
from tests.store.machine.deck import STEPS, Done
from tests.store.machine.random_shop import OrderPlan, shops
from tests.store.shop import Shop, StandingClock
from tests.store.snapshot import Row


class Life(RuleBasedStateMachine):
    """``arena`` and ``policy`` are set before it runs.

    ``steps`` counts what was done, and ``events`` tells all that has happened to cases.
    """

    arena: ClassVar[Arena]
    policy: ClassVar[Policy]
    steps: ClassVar[int] = 0
    events: ClassVar[set[str]]

    @initialize(plans=shops)
    def open_shop(self, plans: list[OrderPlan]) -> None:
        self.arena.clear()
        self.clock = StandingClock("2026-11-02T10:00:00+08:00")
        store = self.arena.store
        shop = Shop(store, self.clock)
        for plan in plans:
            plan.store(shop)
        self.door = BuyerDoor(store, self.policy, self.clock)
        self.backoffice = BackofficeDoor(store, self.policy, self.clock)
        self.timers = Timers(store, self.policy)
        self.now_stored = self.arena.look()
        self.case_nos: list[str] = []
        self.asked_for_all: dict[str, bool] = {}
        self.done: list[Done] = []
        self.keys = 0
        self.parcels = 0

    @rule(data=st.data())
    def somebody_does_something(self, data: st.DataObject) -> None:
        names = [
            name for name, one in STEPS.items() if one.possible(self) for _ in range(one.often)
        ]
        chosen = STEPS[data.draw(st.sampled_from(names), label="step")]
        type(self).steps += 1
        chosen.do(self, **data.draw(chosen.choices, label="with"))

    # --- what the machine knows ---

    def cases(self, *statuses: CaseStatus) -> list[Row]:
        rows = [self.now_stored.get(AfterSaleCase, number) for number in self.case_nos]
        return [row for row in rows if not statuses or row["status"] in statuses]

    def pick(self, number: int, *statuses: CaseStatus) -> Row:
        found = self.cases(*statuses)
        return found[number % len(found)]

    def items(self) -> list[Row]:
        return list(self.now_stored.rows(OrderItem))

    def refundable_items(self) -> list[Row]:
        """Items of paid orders with a piece left and no open case."""
        busy = {case["order_item_id"] for case in self.cases() if is_open(case["status"])}
        return [
            item
            for item in self.items()
            if self.order_of(item)["paid_at"]
            and item["refunded_qty"] < item["qty"]
            and item["id"] not in busy
        ]

    def item_of(self, case_no: str) -> Row:
        case = self.now_stored.get(AfterSaleCase, case_no)
        return self.now_stored.get(OrderItem, case["order_item_id"])

    def order_of(self, item: Row) -> Row:
        return self.now_stored.get(Order, item["order_no"])

    # --- how a step is made ---

    def act(self, mover: Mover, call: Callable[[], Any]) -> Any:
        """Do it and check everything; what it gave, or the error it was refused with."""
        before = self.now_stored
        try:
            outcome = call()
        except AftersalesError as error:
            assert self.arena.look() == before, f"{error.code} has written something"
            return error
        self.now_stored = self.arena.look()
        assert_sound(self.now_stored)
        assert_lawful(before, self.now_stored, mover, self.clock.now(), self.policy)
        self._assert_parts_make_the_whole()
        return outcome

    def command(self, event: Event, case: Row, call: Callable[[str], CaseView], by: str) -> Any:
        """A command on a case under a fresh key: refused exactly where the table has no rule."""
        key = self.new_key()
        mover = Mover(RULES[event].actor, by, case["buyer_id"])
        outcome = self.act(mover, lambda: call(key))
        known = case["status"] in RULES[event].sources
        if isinstance(outcome, Refused) and outcome.code == "NOT_POSSIBLE_NOW":
            assert not known
        if isinstance(outcome, CaseView):
            assert known
            self.done.append(Done(mover, key, case["case_no"], event, call))
        return outcome

    def new_key(self) -> str:
        self.keys += 1
        return f"k{self.keys}"

    def by_buyer(self, event: Event, case: Row, call: Callable[[str], CaseView]) -> Any:
        return self.command(event, case, call, case["buyer_id"])

    def by_shop(self, event: Event, case: Row, call: Callable[[str], CaseView]) -> Any:
        return self.command(event, case, call, f"{RULES[event].actor.lower()}-1")

    def _assert_parts_make_the_whole(self) -> None:
        """An item of which all pieces were asked for and agreed to in full is refunded whole."""
        for item in self.now_stored.rows(OrderItem):
            if item["refunded_qty"] != item["qty"]:
                continue
            paid = [
                case
                for case in self.cases(CaseStatus.REFUNDED)
                if case["order_item_id"] == item["id"]
            ]
            if all(
                self.asked_for_all[case["case_no"]]
                and case["approved_fen"] == case["requested_fen"]
                for case in paid
            ):
                assert item["refunded_fen"] == item["paid_fen"]

    def teardown(self) -> None:
        if not hasattr(self, "now_stored"):
            return
        self.events.update(step["event"] for step in self.now_stored.rows(CaseEvent))
        with self.arena.store.reading() as session:
            assert audit.verify(session).broken_at is None
