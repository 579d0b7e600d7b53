"""Labelled lines as Rasa's NLU files: which may be learnt, and how they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.learning.labels import group_of, label_groups
from bot.learning.review import Decided
from bot.nlu.corpus import Utterance, read_file
from bot.nlu.likeness import NearCopies, fingerprint

FOLDER = "learned"
_HEADER = (
    "# Lines of real buyers, labelled in the review: `python -m bot review` writes this file.\n"
)
# Rasa takes square brackets for the beginning of an annotation and has no escape for them. The
# normaliser folds these back, so that the line is learnt as the buyer wrote it.
_NO_ANNOTATION = str.maketrans("[]{}", "［］｛｝")
_NOT_FOR_YAML = frozenset({"Cc", "Cs", "Cn", "Co"})


class Objection(StrEnum):
    """Why a line cannot be learnt."""

    JUDGED_WITH = "the development set has it, or a near copy"
    OTHER_LABEL = "the corpus has the same words under another label"
    KNOWN = "the corpus has it, or a near copy, under this label"
    EMPTY = "nothing is left of it"


@dataclass(frozen=True)
class Lesson:
    """Labelled lines, sorted into those to learn and those not to; ``known`` are no news."""

    taken: tuple[Decided, ...]
    known: tuple[Decided, ...]
    refused: tuple[tuple[Decided, Objection], ...]


def sort_out(
    pending: Sequence[Decided], corpus: Sequence[Utterance], judged_with: Iterable[str]
) -> Lesson:
    """Keep the development set out of the corpus, and near copies and contradictions too."""
    judges = NearCopies(judged_with)
    texts = {label: NearCopies() for group in label_groups() for label in group.labels}
    label_of: dict[str, str] = {}
    for utterance in corpus:
        texts[utterance.label].add(utterance.text)
        label_of[_words(utterance.text)] = utterance.label
    taken, known, refused = list[Decided](), list[Decided](), list[tuple[Decided, Objection]]()
    for one in pending:
        line, label = as_line(one.line), str(one.label)
        if not line:
            refused.append((one, Objection.EMPTY))
        elif judges.of(line):
            refused.append((one, Objection.JUDGED_WITH))
        elif label_of.get(_words(line), label) != label:
            refused.append((one, Objection.OTHER_LABEL))
        elif texts[label].of(line):
            known.append(one)
        else:
            taken.append(one)
            texts[label].add(line)
            label_of[_words(line)] = label
    return Lesson(tuple(taken), tuple(known), tuple(refused))


def as_line(text: str) -> str:
    """``text`` as one line of an NLU file that Rasa reads back as it stands."""
    readable = "".join(
        char if unicodedata.category(char) not in _NOT_FOR_YAML else " " for char in text
    )
    return " ".join(readable.split()).translate(_NO_ANNOTATION)


def write_lines(nlu: Path, taken: Iterable[Decided]) -> list[Path]:
    """Add lines to the files below ``nlu``/learned, one file a label group; the files written."""
    by_file: dict[Path, dict[str, list[str]]] = {}
    for one in taken:
        label = str(one.label)
        path = nlu / FOLDER / f"{group_of(label).name}.yml"
        lines = by_file.setdefault(path, _lines_in(path))
        lines.setdefault(label, []).append(as_line(one.line))
    for path, lines in by_file.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_document(lines), encoding="utf-8")
    return sorted(by_file)


def _lines_in(path: Path) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for utterance in read_file(path) if path.is_file() else ():
        lines.setdefault(utterance.label, []).append(utterance.raw)
    return lines


def _document(lines: dict[str, list[str]]) -> str:
    blocks = (
        f"- intent: {label}\n  examples: |\n" + "".join(f"    - {line}\n" for line in lines[label])
        for label in lines
    )
    return f'{_HEADER}version: "3.1"\nnlu:\n' + "".join(blocks)


def _words(text: str) -> str:
    return fingerprint(text) or text
