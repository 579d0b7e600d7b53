"""``calendar``: takes over official working days, and tells how far they reach."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.aftersales.calendar_import import CalendarFileInvalid, import_days, read_days
from bot.aftersales.store import Store
from bot.cli.coverage import coverage_lines
from bot.cli.errors import CommandError
from bot.cli.rooms import opened
from bot.settings import Settings

_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Either import a file, or only look."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="make the days of a file official")
    importing.add_argument("file", type=Path, metavar="FILE", help="CSV or JSON: date, is_workday")
    importing.add_argument(
        "--whole-years",
        action="store_true",
        help="the years' other days are official too, Monday to Friday being working days",
    )
    actions.add_parser("coverage", help="tell how far ahead official days are known")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Import the file whole, or say line by line what is wrong and import nothing."""
    now = settings.clock().now()
    with opened(settings) as store:
        if options.action == "import":
            _import(store, options, settings)
        print("\n".join(coverage_lines(store, now.date())))


def _import(store: Store, options: argparse.Namespace, settings: Settings) -> None:
    try:
        days = read_days(options.file)
    except OSError as error:
        raise CommandError(f"{options.file}: {error.strerror}") from error
    except CalendarFileInvalid as error:
        lines = [f"{options.file}: {problem}" for problem in error.problems[:_SHOWN]]
        more = len(error.problems) - len(lines)
        raise CommandError(
            "\n".join([*lines, *([f"… and {more} more problems"] if more else [])])
        ) from error
    with store.transaction() as session:
        report = import_days(session, days, settings.clock().now(), whole_years=options.whole_years)
    print(f"{report.added} days added, {report.changed} changed, {report.unchanged} unchanged")
