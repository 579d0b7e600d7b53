"""What a machine may lack: skipped with its reason, but never where REQUIRE_SERVICES=1."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip this test for want of ``what``; where everything has to be there, fail it."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(what)
    pytest.skip(what)
