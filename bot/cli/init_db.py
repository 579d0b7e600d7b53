"""``init-db``: makes or updates the tables and the calendar of working days."""

from __future__ import annotations

import argparse

from bot.aftersales import migrations as business
from bot.chat import migrations as chat
from bot.cli.coverage import coverage_lines
from bot.cli.rooms import opened
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Bring the database up to date; running it again changes nothing."""
    business.migrate(settings.database_url)
    chat.migrate(settings.database_url)
    with opened(settings) as store:
        known, *warnings = coverage_lines(store, settings.clock().now().date())
    print("\n".join([f"database ready; {known}", *warnings]))
