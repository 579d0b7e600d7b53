"""``init-db``: makes or updates the tables and the calendar of working days."""

from __future__ import annotations

import argparse

from bot.aftersales import migrations as business
from bot.aftersales.workdays import coverage_days
from bot.chat import migrations as chat
from bot.cli.rooms import opened
from bot.settings import Settings

_COVERAGE_WARNED_DAYS = 60


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Bring the database up to date; running it again changes nothing."""
    business.migrate(settings.database_url)
    chat.migrate(settings.database_url)
    with opened(settings) as store, store.reading() as session:
        days = coverage_days(session, settings.clock().now().date())
    print(f"database ready; official working days are known for {days} days ahead")
    if days < _COVERAGE_WARNED_DAYS:
        print("warning: dates beyond them are estimated until chinesecalendar is updated")
