"""``import``: takes over buyers, sellers, orders and cases from a JSON file."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from bot.aftersales.importing import Importer, ImportRefused, read_file, schema_text
from bot.cli.errors import CommandError
from bot.cli.rooms import opened, policy_of
from bot.settings import Settings

_SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Either a file, or the schema of such files."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE.json", help="the file to import")
    what.add_argument("--schema", action="store_true", help="print the form of a file and stop")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Import the file whole, or say line by line what is wrong and import nothing."""
    if options.schema:
        print(schema_text(), end="")
        return
    try:
        reading = read_file(options.file)
        with opened(settings) as store:
            report = Importer(store, policy_of(settings), settings.clock()).load(reading)
    except OSError as error:
        raise CommandError(f"{options.file}: {error.strerror}") from error
    except ImportRefused as refused:
        raise CommandError(_told(options.file, refused)) from refused
    print(f"added: {_counted(report.added)}; unchanged: {_counted(report.unchanged)}")


def _told(file: Path, refused: ImportRefused) -> str:
    lines = [f"{file}: {problem}" for problem in refused.problems[:_SHOWN]]
    more = len(refused.problems) - len(lines)
    return "\n".join([*lines, *([f"… and {more} more problems"] if more else [])])


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in counts.items() if count) or "nothing"
