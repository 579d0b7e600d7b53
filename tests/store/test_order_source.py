"""Orders that are kept elsewhere: what every source promises, and what may go wrong over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, OrderStatus, Reason
from bot.aftersales.errors import NotFound
from bot.aftersales.importing import Importer, read_text
from bot.aftersales.models import Buyer, Order, OrderItem, PointsEntry, Seller
from bot.aftersales.order_source import (
    OrderSource,
    OrderSourceInvalid,
    OrderSourceUnavailable,
    OwnStore,
)
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.views import ItemHint
from tests.store.import_files import ORDER_NO, shop_only
from tests.store.invariants import assert_invariants
from tests.store.shop import StandingClock, draft, submit

BUYER, STRANGER = "U1", "U2"
TOKEN = "token-of-the-tests"
Document = dict[str, Any]


class ShopSystem:
    """A shop's own system: a real HTTP server with one document for each buyer it knows.

    ``script`` holds answers to give before the documents: a status, or bytes to say with 200.
    """

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.script: list[int | bytes] = []
        self.asked: list[str] = []
        self.slow_seconds = 0.0
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                system.asked.append(self.path)
                time.sleep(system.slow_seconds)
                status, body = system.answer(self.path, self.headers.get("Authorization"))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/buyers/U1/orders")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/shop/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def answer(self, path: str, authorization: str | None) -> tuple[int, bytes]:
        if self.script:
            said = self.script.pop(0)
            return (said, b"") if isinstance(said, int) else (200, said)
        if authorization != f"Bearer {TOKEN}":
            return 401, b""
        for buyer_id, document in self.documents.items():
            if path == f"/shop/buyers/{buyer_id}/orders":
                return 200, json.dumps(document, ensure_ascii=False).encode()
        return 404, b"{}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def document() -> Document:
    """The worked example of one buyer, without the list of cases."""
    found = shop_only()
    del found["cases"]
    return found


def shipped() -> Document:
    """The same before anything has arrived: on its way."""
    found = document()
    order = found["orders"][0]
    order["status"] = "SHIPPED"
    order["shipments"][0]["signed_at"] = None
    return found


@pytest.fixture
def system() -> Iterator[ShopSystem]:
    started = ShopSystem()
    yield started
    started.close()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def http(system: ShopSystem, store: Store, seconds: Seconds) -> Iterator[HttpOrderSource]:
    with capture_logs():
        yield HttpOrderSource(
            store, system.url, TOKEN, 30, seconds=seconds, sleep=lambda pause: None
        )


@pytest.fixture
def elsewhere(
    http: HttpOrderSource, store: Store, policy: Policy, clock: StandingClock
) -> BuyerDoor:
    """The buyer's door of a shop that keeps its orders elsewhere."""
    return BuyerDoor(store, policy, clock, http)


@pytest.fixture(params=["own", "http"])
def kept(
    request: pytest.FixtureRequest,
    system: ShopSystem,
    store: Store,
    policy: Policy,
    clock: StandingClock,
) -> Callable[[str, Document], OrderSource]:
    """Puts a document where the source under test has its orders, and gives the source."""

    def keep(buyer_id: str, orders: Document) -> OrderSource:
        if request.param == "own":
            Importer(store, policy, clock).load(read_text(json.dumps(orders)))
            return OwnStore()
        system.documents[buyer_id] = orders
        return HttpOrderSource(store, system.url, TOKEN, 0)

    return keep


def stored(store: Store) -> tuple[int | None, ...]:
    with store.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table))
            for table in (Buyer, Seller, Order, OrderItem, PointsEntry)
        )


# What every source promises.


def test_after_a_sync_the_buyers_orders_are_there_as_the_shop_has_them(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    source.sync(BUYER)
    (order,) = BuyerDoor(store, policy, clock, source).orders(BUYER)
    assert (order.order_no, order.paid_fen, order.status) == (
        ORDER_NO,
        19200,
        OrderStatus.RECEIVED,
    )
    assert [(item.title, item.qty, item.paid_fen) for item in order.items] == [
        ("蓝牙耳机", 1, 13070),
        ("耳机套", 2, 5130),
    ]
    assert order.shipments[0].tracking_no == "SF1"


def test_syncing_again_changes_nothing(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    source.sync(BUYER)
    door = BuyerDoor(store, policy, clock)
    before = (door.orders(BUYER), stored(store))
    source.sync(BUYER)
    assert (door.orders(BUYER), stored(store)) == before


def test_a_buyer_the_shop_does_not_know_has_no_orders(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    door = BuyerDoor(store, policy, clock, kept(BUYER, document()))
    assert door.orders(STRANGER) == []
    assert door.find_items(STRANGER, ItemHint(text="蓝牙耳机")) == []
    with pytest.raises(NotFound):
        door.order(STRANGER, ORDER_NO)


def test_refunds_are_quoted_and_submitted_from_what_was_synced(
    kept: Callable[..., OrderSource], store: Store, policy: Policy, clock: StandingClock
) -> None:
    source = kept(BUYER, document())
    clock.move(days=-15)
    door = BuyerDoor(store, policy, clock, source)
    order = door.order(BUYER, ORDER_NO)
    case = submit(door, draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON))
    assert case.requested_fen == 13070
    source.sync(BUYER)
    assert door.item(BUYER, order.items[0].item_id).open_case_no == case.case_no
    with store.reading() as session:
        assert_invariants(session)


# What an order does on its way through the shop.


def test_an_order_moves_on_and_keeps_its_items(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    system.documents[BUYER] = shipped()
    before = elsewhere.order(BUYER, ORDER_NO)
    arrived = document()
    arrived["orders"][0]["status"] = "COMPLETED"
    arrived["orders"][0]["completed_at"] = "2026-10-20T10:00:00+08:00"
    arrived["sellers"][0]["return_address"] = "广州市天河区"
    system.documents[BUYER] = arrived
    seconds.now += 31
    after = elsewhere.order(BUYER, ORDER_NO)
    assert (before.status, after.status) == (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
    assert [item.item_id for item in after.items] == [item.item_id for item in before.items]
    assert after.shipments[0].signed_at is not None
    with store.reading() as session:
        assert session.get_one(Seller, "S1").return_address == "广州市天河区"
        assert session.get_one(Order, ORDER_NO).version == 2


def test_an_order_is_paid_and_sent_after_it_was_first_seen(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    unpaid = document()
    order = unpaid["orders"][0]
    order.update(status="PENDING_PAYMENT", shipments=[])
    del order["payment"], order["paid_at"]
    system.documents[BUYER] = unpaid
    assert elsewhere.order(BUYER, ORDER_NO).payment_method is None
    system.documents[BUYER] = document()
    seconds.now += 31
    paid = elsewhere.order(BUYER, ORDER_NO)
    assert (paid.payment_method, len(paid.shipments)) == ("WECHAT", 1)
    with store.reading() as session:
        assert session.scalars(select(PointsEntry.points)).all() == [-800]


def test_the_price_of_an_unpaid_order_may_change(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    unpaid = document()
    order = unpaid["orders"][0]
    order.update(status="PENDING_PAYMENT", shipments=[])
    del order["payment"], order["paid_at"]
    system.documents[BUYER] = unpaid
    elsewhere.orders(BUYER)
    cheaper = json.loads(json.dumps(unpaid))
    cheaper["orders"][0].update(promotion_fen=1000, paid_fen=18200)
    system.documents[BUYER] = cheaper
    seconds.now += 31
    assert elsewhere.order(BUYER, ORDER_NO).paid_fen == 18200
    assert stored(store)[:4] == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda order: order["items"][0].update(title="耳机"), "items[0].title"),
        (lambda order: order["items"].reverse(), "items[0].title"),
        (lambda order: order["payment"].update(transaction_no="T2"), "payment.transaction_no"),
        (lambda order: order.update(coupon_code="C31"), "coupon_code"),
        (lambda order: order["shipments"][0].update(tracking_no="SF2"), "shipments"),
        (
            lambda order: order.update(seller_id="S2"),
            "seller_id: S2 is neither in the file nor stored",
        ),
    ],
)
def test_what_a_paid_order_costs_is_fixed(
    system: ShopSystem,
    elsewhere: BuyerDoor,
    seconds: Seconds,
    change: Callable[[dict[str, Any]], None],
    field: str,
) -> None:
    system.documents[BUYER] = document()
    before = elsewhere.orders(BUYER)
    changed = document()
    change(changed["orders"][0])
    system.documents[BUYER] = changed
    seconds.now += 31
    with pytest.raises(OrderSourceInvalid) as caught:
        elsewhere.orders(BUYER)
    assert field in str(caught.value.params["problem"])
    system.documents[BUYER] = document()
    assert elsewhere.orders(BUYER) == before


def test_an_order_of_one_buyer_cannot_become_anothers(
    system: ShopSystem, elsewhere: BuyerDoor
) -> None:
    system.documents[BUYER] = document()
    elsewhere.orders(BUYER)
    stolen = document()
    stolen["buyers"][0]["id"] = stolen["orders"][0]["buyer_id"] = STRANGER
    system.documents[STRANGER] = stolen
    with pytest.raises(OrderSourceInvalid, match="buyer_id"):
        elsewhere.orders(STRANGER)
    assert elsewhere.order(BUYER, ORDER_NO).order_no == ORDER_NO


# How often, and what goes wrong on the way.


def test_an_answer_is_taken_to_be_true_for_half_a_minute_for_each_buyer(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds
) -> None:
    system.documents[BUYER] = document()
    order = elsewhere.orders(BUYER)[0]
    elsewhere.quote(BUYER, draft(order))
    seconds.now += 29
    elsewhere.find_items(BUYER, ItemHint())
    elsewhere.orders(STRANGER)
    elsewhere.orders(STRANGER)
    seconds.now += 2
    elsewhere.order(BUYER, ORDER_NO)
    mine, others = "/shop/buyers/U1/orders", "/shop/buyers/U2/orders"
    assert system.asked == [mine, others, mine]


def test_a_stumble_is_tried_again(system: ShopSystem, elsewhere: BuyerDoor) -> None:
    system.documents[BUYER] = document()
    system.script = [503, 429]
    assert len(elsewhere.orders(BUYER)) == 1
    assert len(system.asked) == 3


def test_a_shop_that_is_away_is_tried_three_times_and_then_left_alone_for_a_while(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds
) -> None:
    system.documents[BUYER] = document()
    system.script = [500] * 3
    for problem in ("status 500", "it did not answer a moment ago"):
        with pytest.raises(OrderSourceUnavailable) as caught:
            elsewhere.orders(BUYER)
        assert caught.value.code == "ORDER_SOURCE_UNAVAILABLE"
        assert caught.value.params == {"problem": problem}
    assert len(system.asked) == 3
    seconds.now += 5
    assert len(elsewhere.orders(BUYER)) == 1


def test_what_is_stored_stays_as_it_is_while_the_shop_is_away(
    system: ShopSystem, elsewhere: BuyerDoor, seconds: Seconds, store: Store
) -> None:
    system.documents[BUYER] = document()
    elsewhere.orders(BUYER)
    before = stored(store)
    seconds.now += 31
    system.script = [500] * 3
    with pytest.raises(OrderSourceUnavailable):
        elsewhere.orders(BUYER)
    assert stored(store) == before
    assert elsewhere.cases(BUYER) == []


def test_nobody_at_the_address_is_named(store: Store) -> None:
    source = HttpOrderSource(store, "http://127.0.0.1:1", TOKEN, 30, sleep=lambda pause: None)
    with capture_logs(), pytest.raises(OrderSourceUnavailable, match="ConnectionError"):
        source.sync(BUYER)


def test_a_shop_that_answers_too_slowly_is_given_up(system: ShopSystem, store: Store) -> None:
    system.documents[BUYER] = document()
    system.slow_seconds = 2.0
    source = HttpOrderSource(store, system.url, TOKEN, 30)
    began = time.monotonic()
    with capture_logs(), pytest.raises(OrderSourceUnavailable, match="ReadTimeout"):
        source.sync(BUYER)
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"<html>", "line 1"),
        (b"\xff", "not UTF-8"),
        (b"[]", "valid dictionary"),
        (b'{"orders": [{}]}', "orders[0].order_no: is missing"),
        (b'{"colour": 1}', "colour"),
        (b" " * (2 * 1024 * 1024 + 1), "larger than"),
        (302, "status 302"),
        (401, "status 401"),
    ],
)
def test_an_answer_that_is_no_list_of_orders_is_refused_and_nothing_stored(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store, said: int | bytes, problem: str
) -> None:
    system.documents[BUYER] = document()
    system.script = [said]
    before = stored(store)
    with pytest.raises(OrderSourceInvalid) as caught:
        elsewhere.orders(BUYER)
    assert problem in str(caught.value.params["problem"])
    assert stored(store) == before
    assert len(system.asked) == 1


def test_amounts_that_do_not_add_up_are_refused(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store
) -> None:
    wrong = document()
    wrong["orders"][0]["paid_fen"] += 1
    system.documents[BUYER] = wrong
    with pytest.raises(OrderSourceInvalid, match=r"orders\[0\].paid_fen"):
        elsewhere.orders(BUYER)
    assert stored(store) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("where", ["orders", "buyers", "cases"])
def test_nobody_else_and_no_case_is_taken_over(
    system: ShopSystem, elsewhere: BuyerDoor, store: Store, where: str
) -> None:
    answer = document()
    if where == "orders":
        answer["orders"][0]["buyer_id"] = STRANGER
    elif where == "buyers":
        answer["buyers"].append({"id": STRANGER, "display_name": "老王"})
    else:
        answer["cases"] = [
            {
                "case_no": "SH261015000001",
                "order_no": ORDER_NO,
                "type": "REFUND_ONLY",
                "reason": "OTHER",
                "qty": 1,
                "requested_fen": 1,
                "events": [{"event": "SUBMIT", "at": "2026-10-15T09:00:00+08:00"}],
            }
        ]
    system.documents[BUYER] = answer
    with pytest.raises(OrderSourceInvalid):
        elsewhere.orders(BUYER)
    assert stored(store) == (0, 0, 0, 0, 0)


def test_a_buyers_id_is_only_ever_one_part_of_the_path(
    system: ShopSystem, elsewhere: BuyerDoor
) -> None:
    elsewhere.orders("../U1?x=/#")
    assert system.asked == ["/shop/buyers/..%2FU1%3Fx%3D%2F%23/orders"]


def test_processes_that_meet_a_new_buyer_at_the_same_moment_both_succeed(
    system: ShopSystem, url: str, store: Store
) -> None:
    system.documents[BUYER] = document()
    with ExitStack() as opened:
        sources = []
        for _ in range(4):
            again = Store(url)
            opened.callback(again.close)
            sources.append(HttpOrderSource(again, system.url, TOKEN, 0))
        with ThreadPoolExecutor(len(sources)) as pool:
            list(pool.map(lambda source: source.sync(BUYER), sources))
    assert stored(store)[:4] == (1, 1, 1, 2)
