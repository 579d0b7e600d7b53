"""A shop that keeps its orders elsewhere: its HTTP server, its documents, its seconds."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import func, select

from bot.aftersales.models import Buyer, Order, OrderItem, PointsEntry, Seller
from bot.aftersales.store import Store
from tests.store.import_files import shop_only

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


def stored(store: Store) -> tuple[int | None, ...]:
    with store.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table))
            for table in (Buyer, Seller, Order, OrderItem, PointsEntry)
        )
