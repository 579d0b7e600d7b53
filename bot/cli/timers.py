"""``timers``: does what time has made due, for those who run no worker."""

from __future__ import annotations

import argparse

from bot.aftersales.timers import Timers
from bot.cli.errors import CommandError
from bot.cli.rooms import opened, policy_of
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Once: what runs for ever is the worker."""
    parser.add_argument("--once", action="store_true", required=True, help="run once and stop")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Run until nothing more is due.

    Raises:
        CommandError: the timers of a case failed.
    """
    fired: dict[str, int] = {}
    failed: set[str] = set()
    with opened(settings) as store:
        timers = Timers(store, policy_of(settings))
        more = True
        while more and not failed:
            report = timers.run(settings.clock().now())
            for event, count in report.events.items():
                fired[event] = fired.get(event, 0) + count
            failed.update(report.failed)
            more = report.more
    print(", ".join(f"{count} {event}" for event, count in fired.items()) or "nothing was due")
    if failed:
        raise CommandError(f"timers failed for {', '.join(sorted(failed))}")
