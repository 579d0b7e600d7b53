"""The form of an import as JSON Schema, for those who write the files."""

from __future__ import annotations

import json

from bot.aftersales.importing.document import ImportDocument


def schema_text() -> str:
    """The schema as it stands in ``docs/import.schema.json``."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ImportDocument.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
