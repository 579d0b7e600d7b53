"""Asks a shop's own system for a buyer's orders; ``docs/business/order-source.md`` says how."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from urllib.parse import quote

import requests
import structlog
from sqlalchemy.exc import IntegrityError

from bot.aftersales import lookup
from bot.aftersales.importing import ImportDocument, ImportRefused, read_text
from bot.aftersales.order_source.interface import OrderSourceInvalid, OrderSourceUnavailable
from bot.aftersales.order_source.upsert import upsert
from bot.aftersales.store import Store

_log = structlog.get_logger(__name__)
_TRIES = 3
_FIRST_PAUSE_SECONDS = 0.2
_CONNECT_AND_READ_SECONDS = (1.0, 1.5)
_ALL_TRIES_SECONDS = 4.0
_REST_SECONDS = 5.0
_LARGEST_ANSWER = 2 * 1024 * 1024
_CHUNK = 64 * 1024
_MOST_BUYERS = 10_000


class HttpOrderSource:
    """Keeps the stored orders as another system has them, asked at most so often for each buyer.

    Args:
        store: where the orders are taken over to.
        url: the address of the shop's system; the buyers' paths are put behind it.
        token: what the shop's system lets us in with.
        fresh_seconds: for how long an answer is taken to be still true.
        seconds: seconds that only ever rise.
        sleep: waits between two tries.
    """

    def __init__(
        self,
        store: Store,
        url: str,
        token: str,
        fresh_seconds: float,
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._url = url.rstrip("/")
        self._token = token
        self._fresh_seconds = fresh_seconds
        self._seconds = seconds
        self._sleep = sleep
        self._synced: OrderedDict[str, float] = OrderedDict()
        self._resting_until = 0.0
        self._lock = Lock()

    def sync(self, buyer_id: str) -> None:
        """See ``OrderSource``. After a failure the shop's system is left alone for 5 seconds."""
        with self._lock:
            if self._seconds() - self._synced.get(buyer_id, float("-inf")) < self._fresh_seconds:
                return
            if self._seconds() < self._resting_until:
                raise OrderSourceUnavailable("it did not answer a moment ago")
        asked_at = self._seconds()
        try:
            answer = self._ask(buyer_id)
        except OrderSourceUnavailable as error:
            with self._lock:
                self._resting_until = self._seconds() + _REST_SECONDS
            _log.warning("order_source_unavailable", problem=error.params["problem"])
            raise
        if answer is not None:
            self._take_over(buyer_id, answer)
        with self._lock:
            self._synced[buyer_id] = asked_at
            self._synced.move_to_end(buyer_id)
            if len(self._synced) > _MOST_BUYERS:
                self._synced.popitem(last=False)

    def _ask(self, buyer_id: str) -> str | None:
        """The text of the answer; None for a buyer the shop does not know."""
        deadline = self._seconds() + _ALL_TRIES_SECONDS
        for tries in range(1, _TRIES + 1):
            try:
                return self._ask_once(buyer_id, deadline)
            except OrderSourceUnavailable:
                pause = _FIRST_PAUSE_SECONDS * 2 ** (tries - 1)
                if tries == _TRIES or self._seconds() + pause >= deadline:
                    raise
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _ask_once(self, buyer_id: str, deadline: float) -> str | None:
        try:
            # A session for each call: sessions are not made for several threads. Its settings
            # stay ours, since a .netrc would replace the token.
            with requests.Session() as http:
                http.trust_env = False
                with http.get(
                    f"{self._url}/buyers/{quote(buyer_id, safe='')}/orders",
                    headers={
                        "Authorization": f"Bearer {self._token}",
                        "Accept": "application/json",
                    },
                    timeout=_CONNECT_AND_READ_SECONDS,
                    allow_redirects=False,
                    stream=True,
                ) as answer:
                    return self._read(answer, deadline)
        except requests.RequestException as error:
            raise OrderSourceUnavailable(type(error).__name__) from error

    def _read(self, answer: requests.Response, deadline: float) -> str | None:
        status = answer.status_code
        if status == requests.codes.not_found:
            return None
        if status == requests.codes.too_many_requests or status >= 500:
            raise OrderSourceUnavailable(f"status {status}")
        if status != requests.codes.ok:
            raise OrderSourceInvalid(f"status {status}")
        body = bytearray()
        for chunk in answer.iter_content(_CHUNK):
            body += chunk
            if len(body) > _LARGEST_ANSWER:
                raise OrderSourceInvalid(f"the answer is larger than {_LARGEST_ANSWER} bytes")
            if self._seconds() > deadline:
                raise OrderSourceUnavailable("the answer takes too long")
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise OrderSourceInvalid("the answer is not UTF-8") from error

    def _take_over(self, buyer_id: str, answer: str) -> None:
        try:
            document = read_text(answer).document
            _check_owner(document, buyer_id)
            self._store_all(buyer_id, document)
        except ImportRefused as refused:
            _log.error("order_source_invalid", problems=[str(one) for one in refused.problems])
            raise OrderSourceInvalid(str(refused.problems[0])) from refused

    def _store_all(self, buyer_id: str, document: ImportDocument) -> None:
        try:
            self._store_once(buyer_id, document)
        except IntegrityError:
            # Another process took the same new buyer or seller over at the same moment; now
            # that it is stored the second try finds it.
            self._store_once(buyer_id, document)

    def _store_once(self, buyer_id: str, document: ImportDocument) -> None:
        with self._store.transaction() as session:
            lookup.lock_buyer(session, buyer_id)
            upsert(session, document)


def _check_owner(document: ImportDocument, buyer_id: str) -> None:
    if document.cases:
        raise OrderSourceInvalid("cases: are kept here and not taken over")
    strangers = {order.buyer_id for order in document.orders} | {one.id for one in document.buyers}
    if strangers - {buyer_id}:
        raise OrderSourceInvalid("there is somebody else in the answer")
