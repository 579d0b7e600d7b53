"""The life of a case as a page to look at, drawn from the table of rules itself.

``python -m bot.aftersales.diagram > docs/business/state-machine.md`` writes it anew; a test says
when it is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.aftersales.cases import RULES, Event, Rule
from bot.aftersales.codes import TERMINAL_STATUSES, CaseStatus, CaseType

_HEAD = """\
# The life of an after-sale case

Written by `python -m bot.aftersales.diagram` from the table `RULES` of `bot/aftersales/cases.py`;
not to be edited by hand. Each arrow names the event and, in brackets, who makes it happen. What
leaves a case where it is (a reminder, a deadline that has passed) stands in the table only.
"""
_TABLE = """\
## Every event

| event | by | from | REFUND_ONLY leads to | RETURN_REFUND leads to |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page: a Mermaid diagram of the moves, and a table of every event."""
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *_arrows(), "```"])
    rows = "\n".join(_row(event, rule) for event, rule in RULES.items())
    return f"{_HEAD}\n{diagram}\n\n{_TABLE}{rows}\n"


def _arrows() -> Iterator[str]:
    moves = sorted(_moves(), key=lambda move: (_place(move[0]), _place(move[1])))
    for (source, target), same in groupby(moves, key=lambda move: move[:2]):
        label = ", ".join(text for _, _, text in same)
        yield f"    {source or '[*]'} --> {target}: {label}"
    for status in CaseStatus:
        if status in TERMINAL_STATUSES:
            yield f"    {status} --> [*]"


def _moves() -> Iterator[tuple[CaseStatus | None, CaseStatus, str]]:
    for event, rule in RULES.items():
        for target in CaseStatus:
            types = [type_ for type_ in CaseType if target in rule.targets.get(type_, ())]
            if not types:
                continue
            only = "" if len(types) == len(CaseType) else f" of a {types[0]}"
            for source in rule.sources or [None]:
                yield source, target, f"{event}{only} ({rule.actor})"


def _row(event: Event, rule: Rule) -> str:
    sources = sorted(rule.sources, key=_place)
    leads = (
        "stays" if not rule.targets else "<br>".join(rule.targets.get(type_, ())) or "–"
        for type_ in CaseType
    )
    return f"| {event} | {rule.actor} | {'<br>'.join(sources) or '–'} | {' | '.join(leads)} |"


def _place(status: CaseStatus | None) -> int:
    """Where a status stands in the order of its definition; before all where there is none."""
    return -1 if status is None else list(CaseStatus).index(status)


if __name__ == "__main__":
    print(page(), end="")
