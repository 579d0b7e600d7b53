"""What we replaced in Rasa: its tests run in Rasa's own environment."""

from __future__ import annotations

import os
import subprocess

from tests.stack.machine import lacking
from tests.stack.running_bot import ROOT

_RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
_TESTS = "tests/actions/in_rasas_environment.py"


def test_what_is_replaced_in_rasa_behaves_as_rasa_does() -> None:
    if not _RASA_PYTHON.is_file():
        lacking("Rasa's environment is not made: make environments")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}

    finished = subprocess.run(
        [_RASA_PYTHON, "-W", "ignore", _TESTS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert finished.returncode == 0, finished.stderr[-4000:]
