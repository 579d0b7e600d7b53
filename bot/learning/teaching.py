"""Teaching: labelled lines go into the corpus only with a model that is not worse for them.

The candidate learns from a copy of the corpus, beside the model in use. Neither data nor model
is touched before its figures are known, so a lesson that is refused, or dies, leaves no trace.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.learning.lines import Lesson, sort_out, write_lines
from bot.learning.review import Review
from bot.learning.yardstick import Limit, worse
from bot.nlu.corpus import read_corpus
from bot.nlu.development import read_development_set
from bot.nlu.likeness import fingerprint
from bot.nlu.yaml_files import read_yaml

NLU = Path("data/nlu")
DEVELOPMENT, CONVERSATIONS = Path("tests/nlu/development"), Path("tests/nlu/conversations")
_SHORTEST_SENTENCE = 8
Figures = dict[str, float]


class Trainer(Protocol):
    """Trains and measures models."""

    def figures_now(self) -> Figures:
        """What the model in use reaches on the development set.

        Raises:
            TrainingFailedError: it cannot be trained or measured.
        """
        ...

    def figures_with(self, nlu: Path) -> Figures:
        """What a candidate reaches that has learnt from the files below ``nlu``.

        Raises:
            TrainingFailedError: it cannot be trained or measured.
        """
        ...

    def keep(self) -> None:
        """The candidate becomes the model in use; the corpus is the candidate's by now."""
        ...

    def drop(self) -> None:
        """Forget the candidate."""
        ...


@dataclass(frozen=True)
class Taught:
    """What a lesson did: its lines, the figures, and the limits it broke, if any."""

    lesson: Lesson
    before: Figures
    after: Figures
    broken: Sequence[Limit]
    written: Sequence[Path]

    @property
    def kept(self) -> bool:
        """Whether the bot has learnt it."""
        return bool(self.lesson.taken) and not self.broken


def judged_texts(root: Path) -> Iterator[str]:
    """What the bot is judged with: single messages, and the sentences of whole conversations.

    Short answers (嗯, 第二个) are judged by what the bot had asked: every corpus has them.
    """
    yield from (line.text for line in read_development_set(root / DEVELOPMENT))
    for path in sorted((root / CONVERSATIONS).glob("*.yml")):
        for conversation in read_yaml(path):
            texts = (str(turn["text"]) for turn in conversation["turns"])
            yield from (text for text in texts if len(fingerprint(text)) >= _SHORTEST_SENTENCE)


def teach(
    review: Review,
    trainer: Trainer,
    root: Path,
    by: str,
    progress: Callable[[str], None] = lambda _line: None,
) -> Taught:
    """Teach the bot every labelled line that is pending.

    Args:
        root: the folder of the product, with its data below.
        by: who teaches.

    Raises:
        TrainingFailedError: the candidate could not be trained or measured; nothing changed.
    """
    lesson = sort_out(review.pending(), read_corpus(root / NLU), judged_texts(root))
    if not lesson.taken:
        if lesson.known:
            review.record_lesson(lesson.known, by, kept=True, lines=0, before={}, after={})
        return Taught(lesson, {}, {}, (), ())
    progress("measuring the model in use …")
    before = trainer.figures_now()
    try:
        with tempfile.TemporaryDirectory(prefix="lesson-") as folder:
            nlu = Path(folder) / "nlu"
            shutil.copytree(root / NLU, nlu)
            write_lines(nlu, lesson.taken)
            progress(f"training a candidate with {len(lesson.taken)} more lines …")
            after = trainer.figures_with(nlu)
        broken = worse(before, after)
        written: Sequence[Path] = ()
        if not broken:
            written = write_lines(root / NLU, lesson.taken)
            trainer.keep()
    finally:
        trainer.drop()
    review.record_lesson(
        [*lesson.taken, *lesson.known],
        by,
        kept=not broken,
        lines=len(lesson.taken),
        before=before,
        after=after,
    )
    return Taught(lesson, before, after, broken, written)
