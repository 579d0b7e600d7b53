"""The development set, and the figures that it gives. No Rasa here: any model can be measured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.nlu.labels import NOT_UNDERSTOOD, OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.yaml_files import read_yaml


@dataclass(frozen=True)
class Entity:
    """An entity: its name, the words as the buyer wrote them, and what they stand for."""

    name: str
    text: str
    value: str | None = None


@dataclass(frozen=True)
class Utterance:
    """A line of the development set; the first of its labels is the best."""

    text: str
    labels: tuple[str, ...]
    persona: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True)
class Answer:
    """What a model made of a line. ``intent`` is what the bot acts on, ``best`` its first guess."""

    intent: str
    best: str
    confidence: float
    entities: tuple[Entity, ...]
    milliseconds: float


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1, as the design defines them.

    ``entity_f1`` counts exact spans. ``entity_value_f1`` counts an entity as found when it has the
    annotated value, and only where none is annotated by its words: the bot acts on the value, and
    whether a reason is told in four characters or in five changes nothing that it does.
    """

    lines: int
    accuracy: float
    transaction_precision: float
    false_transactions: float
    out_of_scope_recall: float
    not_understood: float
    entity_precision: float
    entity_recall: float
    entity_f1: float
    entity_value_f1: float
    value_accuracy: float
    reason_recognised: float
    milliseconds_p50: float


def read_development_set(folder: Path) -> list[Utterance]:
    """Every line of every file in ``folder``; labels in Rasa's spelling (``faq_x``)."""
    return [
        Utterance(
            text=str(line["text"]),
            labels=tuple(label.replace("/", "_") for label in line["labels"]),
            persona=line["persona"],
            entities=tuple(
                Entity(entity["entity"], str(entity["text"]), _text_or_none(entity.get("value")))
                for entity in line.get("entities", [])
            ),
        )
        for path in sorted(folder.glob("*.yml"))
        for line in read_yaml(path)
    ]


def figures(lines: Sequence[Utterance], answers: Sequence[Answer]) -> Figures:
    """All figures of one model on one set."""
    pairs = list(zip(lines, answers, strict=True))
    acted = [(line, answer) for line, answer in pairs if answer.intent in TRANSACTIONS]
    unasked = [pair for pair in pairs if not TRANSACTIONS.intersection(pair[0].labels)]
    foreign = [pair for pair in pairs if pair[0].labels[0] == OUT_OF_SCOPE]
    right, found, wanted, values_right, values = _count_entities(pairs)
    meant = sum(len(meant_alike(line.entities, answer.entities)) for line, answer in pairs)
    precision, recall = _share(right, found), _share(right, wanted)
    return Figures(
        lines=len(pairs),
        accuracy=_mean(answer.best in line.labels for line, answer in pairs),
        transaction_precision=_mean(answer.intent in line.labels for line, answer in acted),
        false_transactions=_mean(answer.intent in TRANSACTIONS for _, answer in unasked),
        out_of_scope_recall=_mean(answer.best in line.labels for line, answer in foreign),
        not_understood=_mean(answer.intent == NOT_UNDERSTOOD for _, answer in pairs),
        entity_precision=precision,
        entity_recall=recall,
        entity_f1=_share(2 * precision * recall, precision + recall),
        entity_value_f1=_share(2 * meant, found + wanted),
        value_accuracy=_share(values_right, values),
        reason_recognised=_reason_recognised(pairs),
        milliseconds_p50=median(answer.milliseconds for answer in answers),
    )


def accuracy_by_persona(
    lines: Sequence[Utterance], answers: Sequence[Answer]
) -> dict[str, tuple[int, float]]:
    """Persona → number of lines and accuracy."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for line, answer in zip(lines, answers, strict=True):
        groups[line.persona].append(answer.best in line.labels)
    return {name: (len(hits), _mean(hits)) for name, hits in sorted(groups.items())}


def confusions(lines: Sequence[Utterance], answers: Sequence[Answer]) -> list[tuple[str, str, int]]:
    """Wanted label, given label, how often; worst first."""
    pairs = Counter(
        (line.labels[0], answer.best)
        for line, answer in zip(lines, answers, strict=True)
        if answer.best not in line.labels
    )
    return [(wanted, given, times) for (wanted, given), times in pairs.most_common()]


def spans(entities: Iterable[Entity]) -> Counter[tuple[str, str]]:
    """Entity and words → how often: what is compared when entities are counted."""
    return Counter((entity.name, entity.text) for entity in entities)


def meant_alike(annotated: Iterable[Entity], guessed: Iterable[Entity]) -> list[str]:
    """The names of the annotated entities for which one was found that means the same."""
    left, alike = list(guessed), []
    for entity in annotated:
        same = next((one for one in left if _means(one, entity)), None)
        if same is not None:
            left.remove(same)
            alike.append(entity.name)
    return alike


def _means(guess: Entity, annotated: Entity) -> bool:
    if guess.name != annotated.name:
        return False
    if annotated.value is None:
        return guess.text == annotated.text
    return guess.value == annotated.value


def _count_entities(pairs: list[tuple[Utterance, Answer]]) -> tuple[int, int, int, int, int]:
    right = found = wanted = values_right = values = 0
    for line, answer in pairs:
        gold, guessed = spans(line.entities), spans(answer.entities)
        right += (gold & guessed).total()
        found += guessed.total()
        wanted += gold.total()
        meanings = {(entity.name, entity.text): entity.value for entity in answer.entities}
        for entity in line.entities:
            if entity.value is not None and (entity.name, entity.text) in meanings:
                values += 1
                values_right += meanings[entity.name, entity.text] == entity.value
    return right, found, wanted, values_right, values


def _reason_recognised(pairs: list[tuple[Utterance, Answer]]) -> float:
    """The share of lines with a reason for which the same reason came out, whatever its span."""
    lines = [
        ({entity.value for entity in line.entities if entity.name == "reason"}, answer)
        for line, answer in pairs
    ]
    return _mean(
        bool(wanted & {entity.value for entity in answer.entities if entity.name == "reason"})
        for wanted, answer in lines
        if wanted
    )


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _mean(hits: Iterable[bool]) -> float:
    known = list(hits)
    return _share(sum(known), len(known))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
