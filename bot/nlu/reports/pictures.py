"""The pictures: the confusion matrix and the reliability diagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from bot.nlu.labels import OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.reports.calibration import BINS, Bin, expected_calibration_error

_INK, _GREY, _LINE = "#15211f", "#5d6c69", "#d5dedd"
_RIGHT = LinearSegmentedColormap.from_list("right", ["#d9efec", "#0b7a75"])
_WRONG = LinearSegmentedColormap.from_list("wrong", ["#fbdcd6", "#bf2414"])
_DARK_CELL = 0.55
_CELL_INCHES = 0.29
_WORST_COLOUR_AT = 0.3
"""The share of a label's lines from which a confusion has the strongest colour."""


def draw_confusion_matrix(cells: Mapping[tuple[str, str], int], path: Path) -> None:
    """Counts of wanted (rows) and given (columns) labels; green is right, red is wrong."""
    labels = _in_order({label for pair in cells for label in pair})
    support = Counter[str]()
    for (want, _), times in cells.items():
        support[want] += times
    size = len(labels)
    pixels = np.ones((size, size, 4))
    inches = size * _CELL_INCHES
    figure, axes = plt.subplots(figsize=(inches + 3.2, inches + 3.0), layout="constrained")
    for (want, given), times in cells.items():
        row, column = labels.index(want), labels.index(given)
        share = times / support[want]
        strength = share if row == column else min(1.0, share / _WORST_COLOUR_AT)
        pixels[row, column] = (_RIGHT if row == column else _WRONG)(strength)
        ink = "white" if strength > _DARK_CELL else _INK
        axes.text(column, row, times, ha="center", va="center", color=ink, fontsize=7.5)
    axes.imshow(pixels, aspect="equal")
    _grid(axes, labels)
    names = [label.replace("faq_", "faq/") for label in labels]
    axes.set_xticks(range(size), names, rotation=90, fontsize=8)
    axes.set_yticks(
        range(size),
        [f"{name}  {support[label]}" for name, label in zip(names, labels, strict=True)],
        fontsize=8,
    )
    axes.tick_params(length=0, labeltop=True, labelbottom=True)
    axes.set_xlabel("given (first guess)", fontsize=10, color=_GREY)
    axes.set_ylabel("wanted, with its number of lines", fontsize=10, color=_GREY)
    axes.set_title(
        "Confusion matrix of the development set: green is right, red is taken for another label",
        fontsize=12,
        loc="left",
        pad=12,
    )
    figure.savefig(path, dpi=110, facecolor="white")
    plt.close(figure)


def draw_reliability(bins: Sequence[Bin], path: Path) -> None:
    """Share of right guesses against probability, and how many answers stand in each bin."""
    figure, (upper, lower) = plt.subplots(
        2, figsize=(6.4, 7.4), height_ratios=(3, 1), sharex=True, layout="constrained"
    )
    width = 0.9 / BINS
    lefts = [one.low + 0.05 / BINS for one in bins]
    upper.plot(
        [0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1, label="as right as it says"
    )
    upper.bar(lefts, [one.accuracy for one in bins], width, align="edge", color="#6fbfb7",
              label="share of right first guesses")  # fmt: skip
    upper.plot([one.confidence for one in bins], [one.accuracy for one in bins], color="#0b5f5b",
               marker="o", markersize=5, label="at the bin's mean probability")  # fmt: skip
    for one in bins:
        upper.annotate(f"{one.accuracy:.0%}", (one.low + 0.5 / BINS, 0), ha="center",
                       xytext=(0, 6), textcoords="offset points", fontsize=8.5)  # fmt: skip
    upper.set(xlim=(0, 1), ylim=(0, 1.08), ylabel="right")
    error = expected_calibration_error(bins)
    upper.set_title(f"Reliability: expected calibration error {error:.3f}", loc="left")
    lower.bar(lefts, [one.count for one in bins], width, align="edge", color="#c3cfcd")
    for one in bins:
        lower.annotate(f"{one.count}", (one.low + 0.5 / BINS, one.count), ha="center",
                       xytext=(0, 3), textcoords="offset points", fontsize=8.5)  # fmt: skip
    lower.set(xlabel="probability of the first guess", ylabel="lines", yscale="log")
    lower.set_ylim(top=lower.get_ylim()[1] * 2.5)
    for axes in (upper, lower):
        axes.spines[["top", "right"]].set_visible(False)
    upper.legend(loc="upper left", frameon=False, fontsize=9)
    figure.savefig(path, dpi=120, facecolor="white")
    plt.close(figure)


def _kind(label: str) -> int:
    if label in TRANSACTIONS:
        return 0
    if label.startswith("faq_"):
        return 3
    return 2 if label == OUT_OF_SCOPE else 1


def _in_order(labels: set[str]) -> list[str]:
    """Transactions, dialogue acts, out of scope, general questions: neighbours are alike."""
    return sorted(labels, key=lambda label: (_kind(label), label))


def _grid(axes: Axes, labels: Sequence[str]) -> None:
    """Thin lines around every cell, stronger ones between the kinds of labels."""
    edges = np.arange(-0.5, len(labels))
    axes.set_xticks(edges, minor=True)
    axes.set_yticks(edges, minor=True)
    axes.grid(which="minor", color=_LINE, linewidth=0.5)
    axes.tick_params(which="minor", length=0)
    for at in range(1, len(labels)):
        if _kind(labels[at]) != _kind(labels[at - 1]):
            axes.axhline(at - 0.5, color=_GREY, linewidth=0.9)
            axes.axvline(at - 0.5, color=_GREY, linewidth=0.9)
    for spine in axes.spines.values():
        spine.set_color(_LINE)
