"""Reads YAML with the C parser where there is one: the corpus takes ten times as long without."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What stands in the file."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


def fingerprint_of(path: Path) -> str:
    """A hash over the file, or over the YAML files of the folder."""
    digest = sha256()
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        digest.update(file.read_bytes())
    return digest.hexdigest()
