"""Trains the model in Rasa's environment, only when something that decides it has changed.

``python -m bot.training`` trains; ``--validate`` checks the data with ``rasa data validate``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

MODEL = Path("models/refund.tar.gz")
SPACY_MODEL = Path("models/spacy_zh")
RASA_PYTHON = Path(".venv-rasa/bin/python")
_STAMP = Path("models/refund.hash")
_LOG = Path("var/training.log")
_DECIDES = (
    "data/nlu",
    "data/answers",
    "data/marked",
    "data/faults.yml",
    "data/stories",
    "bot/nlu",
    "domain.yml",
    "config.yml",
    "requirements/rasa.lock",
)
_NOT_TRAINED = tuple(
    f"bot/nlu/{name}.py"
    for name in (
        "rasa_server",
        "rasa_training",
        "rasa_patches",
        "action_answers",
        "without_tensorflow",
        "heard",
        "tracker_store",
        "evaluate",
        "compare",
        "compare_diet",
        "compare_errors",
        "compare_sizes",
        "compare_steps",
        "candidates",
        "corpus_texts",
        "embeddings",
        "tables",
        "development",
        "conversations",
        "corpus",
        "evaluate_context",
        "likeness",
        "yaml_files",
        "agreement",
    )
)
_REPORTS = "bot/nlu/reports/"
_CACHES = Path(".rasa/cache")
_COMPONENTS = ("bot/nlu", "requirements/rasa.lock")
_DATA = ["--data", "data/nlu", "data/stories"]


class TrainingError(Exception):
    """Training or validation failed; the message says where the reason stands."""


def train() -> None:
    """Train when needed, with a line of progress.

    Raises:
        TrainingError: Rasa refused the data or failed; the log file is named.
    """
    wanted = fingerprint(Path())
    if MODEL.exists() and _STAMP.exists() and _STAMP.read_text() == wanted:
        return
    print("training the model, three to five minutes …", flush=True)
    started = time.monotonic()
    _train_into(MODEL, _DATA)
    _STAMP.write_text(wanted)
    print(f"training took {time.monotonic() - started:.0f} s", flush=True)


def train_candidate(nlu: Path, model: Path) -> None:
    """Train ``model`` beside the one in use, from the NLU files below ``nlu``.

    Raises:
        TrainingError: Rasa refused the data or failed; the log file is named.
    """
    _train_into(model, ["--data", str(nlu), "data/stories"])


def keep_candidate(model: Path) -> None:
    """Make ``model`` the one in use; the data must by now be those it was trained from."""
    model.replace(MODEL)
    _STAMP.write_text(fingerprint(Path()))


def validate() -> None:
    """``rasa data validate``: intents, entities, slots, responses and rules fit each other.

    Raises:
        TrainingError: they do not.
    """
    _rasa(
        "data", "validate", "--fail-on-warnings",
        "--domain", "domain.yml", "--config", "config.yml", *_DATA,
    )  # fmt: skip
    print("rasa data validate: clean")


def fingerprint(root: Path, names: Sequence[str] = _DECIDES) -> str:
    """A hash over what decides the model below ``root``, or over those parts of it."""
    digest = hashlib.sha256()
    for name in names:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            relative = file.relative_to(root).as_posix()
            if file.is_file() and _decides(relative):
                digest.update(relative.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _cache() -> Path:
    """Where Rasa keeps trained components; another place for each version of their code.

    Rasa sees when a component's class changes, but not what it imports or reads: a wording added
    to ``concepts.yml`` would otherwise never be learnt.
    """
    current = _CACHES / fingerprint(Path(), _COMPONENTS)[:16]
    for older in _CACHES.glob("*"):
        if older != current:
            shutil.rmtree(older, ignore_errors=True)
    return current


def _decides(relative: str) -> bool:
    if "__pycache__" in relative or relative.startswith(_REPORTS):
        return False
    return relative not in _NOT_TRAINED


def _train_into(model: Path, data: Sequence[str]) -> None:
    # Validating reads the corpus once more (half a minute); `make lint` does it.
    _rasa(
        "train", "--domain", "domain.yml", "--config", "config.yml", *data,
        "--endpoints", os.devnull, "--skip-validation", "--out", str(model.parent),
        "--fixed-model-name", model.name.removesuffix(".tar.gz"),
    )  # fmt: skip


def _rasa(*arguments: str) -> None:
    """Build the spaCy pipeline and run one Rasa command with its output in a log file."""
    environment = {
        **os.environ,
        "PYTHONPATH": ".",
        "RASA_CACHE_DIRECTORY": str(_cache()),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    commands = (
        ["bot.nlu.spacy_zh", str(SPACY_MODEL)],
        ["bot.nlu.rasa_training", *arguments],
    )
    with _LOG.open("w", encoding="utf-8") as log:
        for command in commands:
            finished = subprocess.run(
                [str(RASA_PYTHON), "-m", *command],
                env=environment, stdout=log, stderr=subprocess.STDOUT, check=False,
            )  # fmt: skip
            if finished.returncode != 0:
                raise TrainingError(f"rasa {' '.join(arguments[:2])} failed, see {_LOG}")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.training", description=__doc__)
    parser.add_argument("--validate", action="store_true", help="check the data, train nothing")
    options = parser.parse_args()
    try:
        if options.validate:
            validate()
        else:
            train()
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
