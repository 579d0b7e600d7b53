"""The components that run in Rasa's environment are tested in it: one test a file of rasa_env/."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.stack.machine import lacking

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
FILES = sorted((Path(__file__).parent / "rasa_env").glob("check_*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_in_rasas_environment(file: Path) -> None:
    if not PYTHON.exists():
        lacking("Rasa's environment is missing: run `make environments`")
    done = subprocess.run(
        [PYTHON, "-W", "ignore", file],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
