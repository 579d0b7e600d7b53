"""What is wrong with an order: which of the guide's reasons the buyer's words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union

from bot.nlu.concepts import concepts
from bot.nlu.faults import faults_in, with_signs
from bot.nlu.long_numbers import without_names
from bot.nlu.segmentation import part_of_speech_tagger
from bot.nlu.value_rules import find_values

REASON, NO_REASON_TOLD = "reason", "none"
# Where the buyer files or corrects something; "what if it is broken?" has no reason.
FILING = frozenset({"apply_refund", "apply_exchange", "modify_refund", "inform"})
_TOLD = "told"
# A word of so many texts is common; a rarer one is known by its part of speech only.
_COMMON = 25
_SEED = 20261126


@dataclass(frozen=True)
class Reading:
    """A text as both questions see it, read once.

    Attributes:
        plain: in lower case, without the digits of long numbers: they name, they do not tell.
        ideas: with its ideas as signs.
        marked: with its faults as signs.
        faults: the reasons that its wordings speak for, the first and the last marked.
        words: its words.
        kinds: their parts of speech.
    """

    plain: str
    ideas: str
    marked: str
    faults: str
    words: tuple[str, ...]
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Reading:
        """Read a normalised text."""
        folded = text.casefold()
        plain = without_names(folded)
        pairs = part_of_speech_tagger().lcut(plain, HMM=False)
        return cls(
            plain,
            without_names(concepts().read(folded, find_values(folded))),
            with_signs(plain),
            _faults_told(text),
            tuple(pair.word for pair in pairs),
            tuple(pair.flag for pair in pairs),
        )


@dataclass(frozen=True)
class ReasonReader:
    """Reads messages, and parts of messages: whether they tell a reason, and which.

    Two questions, because they need different eyes: that something is wrong shows in how a sentence
    is built, also where its words were never seen; what is wrong shows in the words.
    """

    telling: Pipeline
    meaning: Pipeline

    @classmethod
    def train(cls, texts: Sequence[str], reasons: Sequence[str]) -> ReasonReader:
        """Fit to whole messages, to their clauses, and to the annotated words alone.

        Args:
            texts: normalised messages, clauses and spans.
            reasons: for each the guide's reason, or ``NO_REASON_TOLD``.
        """
        readings = [Reading.of(text) for text in texts]
        rare_as_kinds = _RareAsKinds(_common_words(readings))
        telling = make_union(*_views(), _runs(rare_as_kinds), _runs(_kinds))
        told = [reason if reason == NO_REASON_TOLD else _TOLD for reason in reasons]
        named = [index for index, reason in enumerate(reasons) if reason != NO_REASON_TOLD]
        meaning = make_union(*_views(), _runs(_words))
        return cls(
            _fitted(telling, readings, told, 10.0),
            _fitted(
                meaning, [readings[one] for one in named], [reasons[one] for one in named], 30.0
            ),
        )

    def telling_shares(self, texts: Sequence[str]) -> list[float]:
        """How likely each of ``texts`` tells a reason."""
        told = list(self.telling.classes_).index(_TOLD)
        readings = [Reading.of(text) for text in texts]
        return [float(shares[told]) for shares in self.telling.predict_proba(readings)]

    def shares(self, text: str) -> dict[str, float]:
        """How likely each reason is, given that ``text`` tells one; the sum is 1."""
        shares = self.meaning.predict_proba([Reading.of(text)])[0]
        return dict(zip(map(str, self.meaning.classes_), map(float, shares), strict=True))


def _fitted(
    features: FeatureUnion, readings: Sequence[Reading], labels: Sequence[str], strength: float
) -> Pipeline:
    # The dual problem, stopped at this tolerance, gives the same shares in a third of the time.
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, tol=0.01, random_state=_SEED
    )
    return make_pipeline(features, model).fit(readings, labels)


def _views() -> list[TfidfVectorizer]:
    faults = TfidfVectorizer(preprocessor=attrgetter("faults"), token_pattern=r"\S+", use_idf=False)
    return [_grams("plain", 4), _grams("ideas", 3), _grams("marked", 3), faults]


def _grams(view: str, longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        preprocessor=attrgetter(view), analyzer="char", ngram_range=(1, longest),
        sublinear_tf=True, min_df=2,
    )  # fmt: skip


def _runs(parts: Callable[[Reading], Sequence[str]]) -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=parts, lowercase=False, token_pattern=None, ngram_range=(1, 3),
        sublinear_tf=True, min_df=2,
    )  # fmt: skip


def _faults_told(text: str) -> str:
    reasons = [fault.reason for fault in faults_in(text)]
    if not reasons:
        return "nothing"
    return " ".join([*set(reasons), f"first_{reasons[0]}", f"last_{reasons[-1]}"])


def _words(reading: Reading) -> Sequence[str]:
    return reading.words


def _kinds(reading: Reading) -> Sequence[str]:
    return ["^", *reading.kinds, "$"]


def _common_words(readings: Sequence[Reading]) -> frozenset[str]:
    counts = Counter(word for reading in readings for word in set(reading.words))
    return frozenset(word for word, times in counts.items() if times >= _COMMON)


@dataclass(frozen=True)
class _RareAsKinds:
    """The words of a text, the rare ones replaced by part of speech and length."""

    common: frozenset[str]

    def __call__(self, reading: Reading) -> Sequence[str]:
        words = [
            word if word in self.common else f"<{kind[:1]}{min(len(word), 3)}>"
            for word, kind in zip(reading.words, reading.kinds, strict=True)
        ]
        return ["^", *words, "$"]
