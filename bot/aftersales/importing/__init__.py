"""Takes over a shop's buyers, sellers, orders and cases from a JSON file."""

from __future__ import annotations

from bot.aftersales.importing.document import ImportDocument
from bot.aftersales.importing.loader import Importer, ImportReport
from bot.aftersales.importing.problems import (
    ImportConflict,
    ImportInvalid,
    ImportRefused,
    Problem,
)
from bot.aftersales.importing.reading import Reading, read_file, read_text
from bot.aftersales.importing.schema import schema_text

__all__ = [
    "ImportConflict",
    "ImportDocument",
    "ImportInvalid",
    "ImportRefused",
    "ImportReport",
    "Importer",
    "Problem",
    "Reading",
    "read_file",
    "read_text",
    "schema_text",
]
