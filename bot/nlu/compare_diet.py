"""Trains DIET on the corpus and keeps what it makes of the development set.

It takes minutes, so it is a command of its own; ``bot.nlu.compare`` reads what it writes::

    python -m bot.nlu.compare_diet data/nlu tests/nlu/development reports/diet.npz
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rasa.core.agent import Agent, load_agent
from rasa.model_training import train_nlu

from bot.nlu.development import read_development_set
from bot.nlu.labels import NOT_UNDERSTOOD

_CONFIG = Path(__file__).with_name("diet.yml")


@dataclass(frozen=True)
class DietAnswers:
    """A row of ``probabilities`` for each line of the development set, a column for each label."""

    labels: list[str]
    probabilities: np.ndarray
    training_seconds: float
    milliseconds: float
    megabytes: float

    def save(self, path: Path) -> None:
        """Write for :meth:`load`."""
        np.savez(path, **{**self.__dict__, "labels": np.array(self.labels)})

    @classmethod
    def load(cls, path: Path) -> DietAnswers:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                [str(label) for label in arrays["labels"]],
                arrays["probabilities"],
                float(arrays["training_seconds"]),
                float(arrays["milliseconds"]),
                float(arrays["megabytes"]),
            )


async def _ask(model: Path, texts: list[str]) -> tuple[list[dict[str, float]], float]:
    agent: Agent = await load_agent(model_path=str(model))
    await agent.parse_message("你好")
    started = time.process_time()
    rankings = [(await agent.parse_message(text))["intent_ranking"] for text in texts]
    spent = (time.process_time() - started) * 1000 / len(texts)
    return [{one["name"]: one["confidence"] for one in ranking} for ranking in rankings], spent


def main(corpus: Path, development: Path, target: Path) -> None:
    """Train, ask and write."""
    lines = read_development_set(development)
    with TemporaryDirectory() as folder:
        started = time.process_time()
        model = train_nlu(str(_CONFIG), str(corpus), folder)
        seconds = time.process_time() - started
        if model is None:
            raise RuntimeError("DIET could not be trained")
        rankings, milliseconds = asyncio.run(_ask(Path(model), [line.text for line in lines]))
        megabytes = Path(model).stat().st_size / 1e6
    labels = sorted({name for ranking in rankings for name in ranking} - {NOT_UNDERSTOOD})
    target.parent.mkdir(parents=True, exist_ok=True)
    probabilities = np.array([[one.get(label, 0.0) for label in labels] for one in rankings])
    DietAnswers(labels, probabilities, seconds, milliseconds, megabytes).save(target)
    print(f"DIET: {seconds:.0f} s of processor time to train, {milliseconds:.1f} ms a message")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
