"""``python -m bot.demo.payment_provider``: plays the payment system of the demo shop.

It looks for refunds in progress and reports about them over the signed HTTP of the back office:
late, twice, out of order and sometimes with a failure. Refunds that have been in progress for
long are left alone: they are the demo's story of somebody who waits for money.
"""

from __future__ import annotations

import heapq
import logging
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import requests
from pydantic import ValidationError

from bot.clock import Clock, SystemClock
from bot.demo.payment_plan import Notice, notices_for
from bot.gateway.backoffice_payouts import PAYOUTS_A_PAGE, PayoutOut, PayoutsOut
from bot.gateway.backoffice_signature import (
    ACTOR_HEADER,
    IDEMPOTENCY_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    sign,
    timestamp_of,
)
from bot.settings import settings_or_exit

# Not structlog: it would cost this small process a quarter of its memory.
_log = logging.getLogger(__name__)
_ACTOR = "demo-pay"
_SEED = 1
_LOOKS_EVERY_SECONDS = 2.0
_MOST_PAGES = 10
_TAKES_UP_WITHIN = timedelta(hours=1)
_TRIES = 6
_FIRST_PAUSE_SECONDS = 1.0
_CONNECT_AND_READ_SECONDS = (2.0, 5.0)


class NotDelivered(Exception):
    """The shop did not answer, or not in a way that settles it; trying again may help."""


Deliver = Callable[[Notice], int]
"""Hands a notice to the shop and gives the HTTP status of its answer; raises NotDelivered."""


class PaymentProvider:
    """Takes up refunds and reports about them.

    Args:
        payouts: the refunds in progress.
        deliver: how a notice gets to the shop.
        clock: the shop's clock, by which a refund is new or old.
        seconds: the seconds by which notices become due; they only ever rise.
        seed: what all of its accidents follow from.
    """

    def __init__(
        self,
        payouts: Callable[[], list[PayoutOut]],
        deliver: Deliver,
        clock: Clock,
        seconds: Callable[[], float] = time.monotonic,
        seed: int = _SEED,
    ) -> None:
        self._payouts = payouts
        self._deliver = deliver
        self._clock = clock
        self._seconds = seconds
        self._seed = seed
        self._taken_up: set[tuple[str, int]] = set()
        self._due: list[tuple[float, int, int, Notice]] = []
        self._order = count()

    def step(self) -> None:
        """Take up what is new, and say what is due.

        Raises:
            NotDelivered: the shop does not say what is to be paid; nothing is lost by stepping
                again.
        """
        self._take_up()
        while self._due and self._due[0][0] <= self._seconds():
            _, _, tries, notice = heapq.heappop(self._due)
            self._say(notice, tries + 1)

    def _take_up(self) -> None:
        oldest = self._clock.now() - _TAKES_UP_WITHIN
        pending = {(one.out_refund_no, one.attempt): one for one in self._payouts()}
        for attempt, payout in pending.items():
            if attempt not in self._taken_up and payout.since >= oldest:
                for notice in notices_for(payout, self._seed):
                    self._plan(notice, notice.after, tries=0)
        self._taken_up = set(pending)

    def _say(self, notice: Notice, tries: int) -> None:
        known = (notice.call, notice.case_no, tries)
        try:
            status = self._deliver(notice)
        except NotDelivered as error:
            if tries >= _TRIES:
                _log.error("%s of %s given up after try %d: %s", *known, error)
                return
            _log.warning("%s of %s not delivered, try %d: %s", *known, error)
            self._plan(notice, _FIRST_PAUSE_SECONDS * 2 ** (tries - 1), tries)
            return
        _log.info("%s of %s answered at try %d: %d", *known, status)

    def _plan(self, notice: Notice, after: float, tries: int) -> None:
        entry = (self._seconds() + after, next(self._order), tries, notice)
        heapq.heappush(self._due, entry)


class ShopLine:
    """The signed HTTP line to the shop's gateway.

    Args:
        base: the gateway's address.
        secret: what the payment system signs with.
        machine: the machine's clock.
    """

    def __init__(self, base: str, secret: str, machine: Clock) -> None:
        self._base = base
        self._secret = secret
        self._machine = machine
        self._http = requests.Session()
        self._http.trust_env = False

    def payouts(self) -> list[PayoutOut]:
        """The refunds in progress.

        Raises:
            NotDelivered: no answer, or one that is not understood.
        """
        found: list[PayoutOut] = []
        for _ in range(_MOST_PAGES):
            after = found[-1].out_refund_no if found else ""
            answer = self._send("GET", "payouts", {}, b"", params={"after": after})
            try:
                page = PayoutsOut.model_validate_json(answer.content).payouts
            except ValidationError as error:
                raise NotDelivered(f"status {answer.status_code}") from error
            found += page
            if len(page) < PAYOUTS_A_PAGE:
                break
        return found

    def deliver(self, notice: Notice) -> int:
        """Hand a notice over; the status of an answer that settles it, a refusal included.

        Raises:
            NotDelivered: no answer, or one that asks to try again.
        """
        where = f"cases/{notice.case_no}/{notice.call}"
        return self._send("POST", where, {IDEMPOTENCY_HEADER: notice.key}, notice.body).status_code

    def _send(
        self,
        method: str,
        where: str,
        headers: dict[str, str],
        body: bytes,
        params: dict[str, str] | None = None,
    ) -> requests.Response:
        timestamp = timestamp_of(self._machine.now())
        try:
            answer = self._http.request(
                method,
                f"{self._base}/backoffice/api/v1/{where}",
                params=params,
                data=body,
                headers={
                    "Content-Type": "application/json",
                    TIMESTAMP_HEADER: timestamp,
                    SIGNATURE_HEADER: sign(self._secret, timestamp, body),
                    ACTOR_HEADER: _ACTOR,
                    **headers,
                },
                timeout=_CONNECT_AND_READ_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise NotDelivered(type(error).__name__) from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise NotDelivered(f"status {answer.status_code}")
        return answer


def main() -> None:
    """Play the payment system until somebody stops it; a real shop has a real one."""
    settings = settings_or_exit()
    if settings.env == "production":
        print("the demo's payment provider is refused when APP_ENV is production", file=sys.stderr)
        raise SystemExit(2)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(message)s")
    secret = settings.backoffice_payment_secret.get_secret_value()
    shop = ShopLine(settings.gateway_url, secret, SystemClock())
    provider = PaymentProvider(shop.payouts, shop.deliver, settings.clock())
    try:
        while True:
            try:
                provider.step()
            except NotDelivered as error:
                _log.warning("the refunds to pay are not known: %s", error)
            time.sleep(_LOOKS_EVERY_SECONDS)
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
