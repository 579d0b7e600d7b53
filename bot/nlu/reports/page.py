"""One page that shows it all: figures, pictures and tables, with no script in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from bot.nlu.conversations import InContext
from bot.nlu.development import Figures
from bot.nlu.reports.entities import EntityScore
from bot.nlu.reports.errors import Mistake
from bot.nlu.reports.intents import LabelScore

AIMS = {
    "accuracy": (0.95, True),
    "transaction_precision": (0.98, True),
    "false_transactions": (0.01, False),
    "out_of_scope_recall": (0.90, True),
    "entity_f1": (0.95, True),
    "milliseconds_p50": (10.0, False),
}
"""What is to be reached on the development set, and whether more is better."""

_STYLE = """
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #15211f;
  font: 15px/1.5 -apple-system, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { margin-top: 2.5rem; font-size: 1.125rem; }
table { border-collapse: collapse; } td, th { padding: .2rem .75rem .2rem 0; text-align: left;
  border-bottom: 1px solid #e2e9e8; vertical-align: top; } th { color: #5d6c69; font-weight: 500; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.met { color: #1a7a43; } .missed { color: #bf3326; } img { max-width: 100%; height: auto; }
p, .note { color: #5d6c69; } .bar { display: inline-block; height: .6rem; background: #6fbfb7; }
"""


@dataclass(frozen=True)
class Findings:
    """Everything the page shows."""

    figures: Figures
    in_context: InContext | None
    calibration_error: float
    personas: Mapping[str, tuple[int, float]]
    labels: Sequence[LabelScore]
    entities: Sequence[EntityScore]
    mistakes: Sequence[Mistake]
    confusion_picture: str
    reliability_picture: str


def write_page(found: Findings, path: Path) -> None:
    """Write the page; the pictures lie beside it."""
    figures = found.figures
    parts = [
        f"<h1>What the bot understands</h1><p>{figures.lines} lines of the development set, none "
        "of which was trained on. The first guess counts as right when it is one of the accepted "
        "labels.</p>",
        _figures(figures, found.calibration_error),
        _conversations(found.in_context) if found.in_context else "",
        "<h2>Personas</h2>",
        _table(
            ("persona", "lines", "right", ""),
            (
                (name, count, _share(share), _bar(share))
                for name, (count, share) in sorted(
                    found.personas.items(), key=lambda item: item[1][1]
                )
            ),
        ),
        "<h2>Confusion matrix</h2>",
        f'<a href="{found.confusion_picture}"><img src="{found.confusion_picture}" '
        'alt="Confusion matrix"></a>',
        "<h2>Reliability</h2>",
        f'<img src="{found.reliability_picture}" alt="Reliability diagram" width="560">',
        f"<h2>The {len(found.mistakes)} worst errors</h2>"
        "<p>Wrong first guesses, the surest first. “asked” means that the bot asked instead.</p>",
        _table(
            ("sure", "said", "wanted", "taken for", "", "persona"), map(_mistake, found.mistakes)
        ),
        "<h2>Labels</h2><p>The weakest first.</p>",
        _table(
            ("label", "precision", "recall", "F1", "lines", ""),
            (
                (
                    one.label,
                    _share(one.precision),
                    _share(one.recall),
                    _share(one.f1),
                    one.support,
                    _bar(one.f1),
                )
                for one in found.labels
            ),
        ),
        "<h2>Entities</h2><p>Exact spans; “value F1” asks for the value instead, “value” is the "
        "share of found spans that mean what they should.</p>",
        _table(
            ("entity", "precision", "recall", "F1", "value F1", "value", "spans", ""),
            (
                (
                    one.entity,
                    _share(one.precision),
                    _share(one.recall),
                    _share(one.f1),
                    _share(one.value_f1),
                    _share(one.value_right),
                    one.support,
                    _bar(one.f1),
                )
                for one in found.entities
            ),
        ),
    ]
    path.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>What the bot understands</title><style>{_STYLE}</style>" + "\n".join(parts),
        encoding="utf-8",
    )


class _Html(str):
    """Text that is HTML already."""


def _figures(figures: Figures, calibration_error: float) -> str:
    rows: list[tuple[object, ...]] = []
    for name, value in asdict(figures).items():
        if name == "lines":
            continue
        shown = f"{value:.1f} ms" if name == "milliseconds_p50" else _share(value)
        aim = AIMS.get(name)
        rows.append((name.replace("_", " "), shown, _verdict(value, *aim) if aim else ""))
    rows.append(("expected calibration error", f"{calibration_error:.3f}", ""))
    return _table(("figure", "reached", "aim"), rows)


def _conversations(heard: InContext) -> str:
    return (
        f"<h2>Conversations</h2><p>{heard.turns} messages of whole conversations, {heard.answers} "
        "of them answers to a question of the bot, heard alone and with what was asked.</p>"
    ) + _table(
        ("right first guesses", "alone", "in context"),
        (
            ("all messages", _share(heard.alone), _share(heard.in_context)),
            ("answers", _share(heard.answers_alone), _share(heard.answers_in_context)),
            (
                "not understood",
                _share(heard.not_understood_alone),
                _share(heard.not_understood_in_context),
            ),
        ),
    )


def _verdict(value: float, aim: float, more_is_better: bool) -> str:
    met = value >= aim if more_is_better else value <= aim
    sign = "≥" if more_is_better else "≤"
    shown = f"{aim:.0f} ms" if aim > 1 else f"{aim:.0%}"
    return _Html(f'<span class="{"met" if met else "missed"}">{sign} {shown}</span>')


def _mistake(one: Mistake) -> tuple[object, ...]:
    wanted = " or ".join(one.wanted)
    return (
        _share(one.confidence),
        one.text,
        wanted,
        one.given,
        "" if one.acted else "asked",
        one.persona,
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    return f"<table><tr>{heads}</tr>{body}</table>"


def _cell(value: object) -> str:
    text = str(value)
    number = isinstance(value, int) or text.endswith(("%", " ms"))
    shown = text if isinstance(value, _Html) else escape(text)
    return f"<td{' class=n' if number else ''}>{shown}</td>"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _bar(share: float) -> str:
    return _Html(f'<span class="bar" style="width:{share * 8:.2f}rem"></span>')
