"""``audit``: checks that nobody has touched the audit log."""

from __future__ import annotations

import argparse

from bot.aftersales.audit import verify
from bot.cli.errors import CommandError
from bot.cli.rooms import opened
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """There is one thing to do with the log."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("verify", help="check every link of the hash chain")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Read the whole log.

    Raises:
        CommandError: a line was changed, removed or put in; it names the first one.
    """
    with opened(settings) as store, store.reading() as session:
        report = verify(session)
    if report.broken_at is not None:
        raise CommandError(f"the audit log is broken at line {report.broken_at}")
    print(f"the audit log is whole: {report.lines} lines")
