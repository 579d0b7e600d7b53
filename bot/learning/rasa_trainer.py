"""Trains candidates with Rasa, in its own environment, beside the model in use."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from bot.learning.errors import TrainingFailedError
from bot.learning.teaching import DEVELOPMENT, Figures
from bot.training import MODEL, RASA_PYTHON, TrainingError, keep_candidate, train, train_candidate

_CANDIDATE = MODEL.with_name("candidate.tar.gz")
_LOG = Path("var/measuring.log")


class RasaTrainer:
    """See :class:`bot.learning.teaching.Trainer`."""

    def figures_now(self) -> Figures:
        """Train first, where the data have changed since."""
        try:
            train()
        except TrainingError as error:
            raise TrainingFailedError(str(error)) from error
        return _measure(MODEL)

    def figures_with(self, nlu: Path) -> Figures:
        """Train the candidate and measure it."""
        try:
            train_candidate(nlu, _CANDIDATE)
        except TrainingError as error:
            raise TrainingFailedError(str(error)) from error
        return _measure(_CANDIDATE)

    def keep(self) -> None:
        """Put the candidate in the place of the model in use."""
        keep_candidate(_CANDIDATE)

    def drop(self) -> None:
        """Delete the candidate, if there is one."""
        _CANDIDATE.unlink(missing_ok=True)


def _measure(model: Path) -> Figures:
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        target = Path(folder) / "figures.json"
        command = [str(RASA_PYTHON), "-m", "bot.nlu.evaluate", str(model), str(DEVELOPMENT)]
        with _LOG.open("w", encoding="utf-8") as log:
            finished = subprocess.run(
                [*command, "--figures-only", str(target)],
                env={**os.environ, "PYTHONPATH": "."},
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if finished.returncode != 0:
            raise TrainingFailedError(f"measuring {model} failed, see {_LOG}")
        figures: Figures = json.loads(target.read_text(encoding="utf-8"))
    return figures
