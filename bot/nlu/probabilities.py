"""Margins of linear classifiers as probabilities that can be trusted."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize_scalar

_COLDEST, _WARMEST = 0.02, 4.0


def softmax(margins: np.ndarray) -> np.ndarray:
    """Probabilities from margins, row by row."""
    powers = np.exp(margins - margins.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def likeliest_temperature(margins: np.ndarray, truths: np.ndarray) -> float:
    """The temperature under which what is true is likeliest (Guo et al. 2017, "On Calibration").

    Args:
        margins: a row for each text that was held out, a column for each label.
        truths: the column of each text's label.
    """

    def surprise(temperature: float) -> float:
        likely = softmax(margins / temperature)[np.arange(len(truths)), truths]
        return float(-np.log(likely + 1e-12).mean())

    return float(minimize_scalar(surprise, bounds=(_COLDEST, _WARMEST), method="bounded").x)
