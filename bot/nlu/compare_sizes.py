"""How much more corpus would help: the product's model trained on parts of the corpus.

The last argument is the picture of the curve::

    python -m bot.nlu.compare_sizes data/nlu tests/nlu/development docs/nlu.md docs/images/nlu.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np

from bot.nlu.candidates import PRODUCT, Exam
from bot.nlu.compare import answers
from bot.nlu.corpus_texts import held_out, read_corpus
from bot.nlu.development import figures, read_development_set
from bot.nlu.normalisation import normalise
from bot.nlu.tables import put, table

_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
_SEED = 20261123
_HEADS = ("share of the corpus", "lines", "development set", "unseen corpus", "out of scope")


def main(folder: Path, development: Path, document: Path, picture: Path) -> None:
    """Put the table into the document row by row and draw the curve."""
    corpus, lines = read_corpus(folder), read_development_set(development)
    texts, out = np.array(corpus.texts, dtype=object), held_out(corpus.labels)
    unseen, asked = list(texts[out]), [normalise(line.text).text for line in lines]
    order = np.random.default_rng(_SEED).permutation(np.flatnonzero(~out))
    rows: list[list[str]] = []
    points: list[tuple[int, float, float]] = []
    for share in _SHARES:
        kept = order[: round(len(order) * share)]
        exam = Exam.of(list(texts[kept]), corpus.labels[kept], [*asked, *unseen])
        labels = sorted(set(corpus.labels[kept]))
        made = answers(labels, PRODUCT.train(exam).probabilities)
        measured = figures(lines, made[: len(lines)])
        right = np.array([one.best for one in made[len(lines) :]]) == corpus.labels[out]
        points.append((len(kept), measured.accuracy, float(right.mean())))
        rows.append(
            [
                f"{share:.0%}",
                str(len(kept)),
                f"{measured.accuracy:.3f}",
                f"{right.mean():.3f}",
                f"{measured.out_of_scope_recall:.3f}",
            ]
        )
        print(" | ".join(rows[-1]), flush=True)
        put(document, "sizes", table(_HEADS, rows))
    _draw(points, picture)


def _draw(points: list[tuple[int, float, float]], picture: Path) -> None:
    mpl.use("svg")
    # Only now: the back end is chosen when this is imported.
    from matplotlib import pyplot  # noqa: PLC0415

    mpl.rcParams["svg.hashsalt"] = str(_SEED)
    sizes, known, unseen = zip(*points, strict=True)
    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    axes.plot(sizes, known, marker="o", label="development set")
    axes.plot(sizes, unseen, marker="o", label="unseen corpus")
    axes.set(xlabel="lines of corpus", ylabel="intent accuracy", ylim=(0.5, 1))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
