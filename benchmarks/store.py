"""Does a buyer wait longer because the shop has grown? And how fast is what time makes due done?

``python -m benchmarks.store`` fills two databases on the PostgreSQL server of TEST_POSTGRES_URL,
one with 10,000 and one with 1,000,000 orders, and times every call of the buyer's door in both by
turns, so that whatever else the machine does falls on both alike. Then it lets the timers work
off 10,000 cases that are due at once. Both databases are dropped at the end.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import URL, create_engine, make_url

from benchmarks.store_calls import CALLS, Visitor
from benchmarks.store_shop import NOW, BulkShop
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers

_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_POLICY = Path(__file__).parents[1] / "policy.toml"
_MOST = 1.3
_TIMERS_A_SECOND = 300
_WARM_UP_CALLS = 20


def main() -> None:
    """Fill, measure, print the table; exit code 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=10_000, help="orders of the small shop")
    parser.add_argument("--large", type=int, default=1_000_000, help="orders of the large shop")
    parser.add_argument("--due", type=int, default=10_000, help="cases due at once")
    parser.add_argument("--calls", type=int, default=200, help="calls of each kind")
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    shops = (BulkShop(wanted.small), BulkShop(wanted.large, wanted.due))
    policy = Policy.load(_POLICY)
    with _database() as small, _database() as large:
        for shop, url in zip(shops, (small, large), strict=True):
            started = time.perf_counter()
            shop.fill(url)
            cases = shop.orders * 3 // 10
            took = time.perf_counter() - started
            print(f"{shop.orders:,} orders and {cases:,} cases stored in {took:.0f} s", flush=True)
        stores = [Store(url.render_as_string(hide_password=False)) for url in (small, large)]
        visitors = [Visitor(shop, store, policy) for shop, store in zip(shops, stores, strict=True)]
        missed = _compare(visitors, wanted.calls)
        missed |= _work_off(stores[1], policy, wanted.due)
        for store in stores:
            store.close()
    raise SystemExit(missed)


def _compare(visitors: list[Visitor], calls: int) -> bool:
    print(
        f"\n{calls} calls of each kind by random buyers, in both shops by turns; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}\n"
    )
    small, large = (f"{visitor.orders:,} orders" for visitor in visitors)
    print(f"| call | {small}, p50 ms | {large}, p50 ms | ratio |")
    print("| --- | ---: | ---: | ---: |")
    missed = False
    for name, prepare in CALLS.items():
        ready = [prepare(visitor, calls + _WARM_UP_CALLS) for visitor in visitors]
        taken: list[list[float]] = [[], []]
        for both in zip(*ready, strict=True):
            for call, seconds in zip(both, taken, strict=True):
                seconds.append(_seconds(call))
        before, after = (statistics.median(times[_WARM_UP_CALLS:]) for times in taken)
        missed |= after / before > _MOST
        print(
            f"| {name} | {before * 1000:.2f} | {after * 1000:.2f} | {after / before:.2f} |",
            flush=True,
        )
    return missed


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _work_off(store: Store, policy: Policy, due: int) -> bool:
    timers = Timers(store, policy)
    done, started = 0, time.perf_counter()
    while True:
        report = timers.run(NOW)
        done += sum(report.events.values())
        if report.failed:
            raise RuntimeError(f"timers failed for {report.failed[0]} and others")
        if not report.more:
            break
    took = time.perf_counter() - started
    print(
        f"\n{done:,} of {due:,} timers due at once worked off in {took:.1f} s: "
        f"{done / took:.0f} a second by one worker"
    )
    return done != due or done / took < _TIMERS_A_SECOND


@contextmanager
def _database() -> Iterator[URL]:
    server = make_url(os.environ.get("TEST_POSTGRES_URL", _SERVER))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"aftersales_bench_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield server.set(database=name)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


if __name__ == "__main__":
    main()
