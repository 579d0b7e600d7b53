"""What is wrong with an order: which of the guide's reasons the buyer's words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
class ReasonReader:
    """Reads messages, and parts of messages: whether they tell a reason, and which.

    Two questions, because they need different eyes: that something is wrong shows in how a sentence
    is built, also where its words were never seen; what is wrong shows in the words.
    """

    telling: Pipeline
    meaning: Pipeline

    @classmethod
    def train(cls, texts: Sequence[str], reasons: Sequence[str]) -> ReasonReader:
        """Fit to whole messages and to the annotated words alone.

        Args:
            texts: normalised messages and spans.
            reasons: for each the guide's reason, or ``NO_REASON_TOLD``.
        """
        common = _common_words(texts)
        telling = make_union(*_views(), _runs(_RareAsKinds(common)), _runs(_kinds))
        told = [reason if reason == NO_REASON_TOLD else _TOLD for reason in reasons]
        named = [index for index, reason in enumerate(reasons) if reason != NO_REASON_TOLD]
        meaning = make_union(*_views(), _runs(_word_list))
        return cls(
            _fitted(telling, texts, told, 10.0),
            _fitted(meaning, [texts[one] for one in named], [reasons[one] for one in named], 30.0),
        )

    def telling_share(self, text: str) -> float:
        """How likely ``text`` tells a reason."""
        shares = self.telling.predict_proba([text])[0]
        return float(shares[list(self.telling.classes_).index(_TOLD)])

    def shares(self, text: str) -> dict[str, float]:
        """How likely each reason is, given that ``text`` tells one; the sum is 1."""
        shares = self.meaning.predict_proba([text])[0]
        return dict(zip(map(str, self.meaning.classes_), map(float, shares), strict=True))


def _fitted(
    features: FeatureUnion, texts: Sequence[str], labels: Sequence[str], strength: float
) -> Pipeline:
    model = LogisticRegression(C=strength, solver="liblinear", random_state=_SEED)
    return make_pipeline(features, model).fit(texts, labels)


def _views() -> list[TfidfVectorizer]:
    return [_grams(_lower, 4), _grams(_ideas, 3), _grams(_marked, 3), _words(_faults_told)]


def _grams(read: Callable[[str], str], longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        preprocessor=read, analyzer="char", ngram_range=(1, longest), sublinear_tf=True, min_df=2
    )


def _words(read: Callable[[str], str]) -> TfidfVectorizer:
    return TfidfVectorizer(preprocessor=read, token_pattern=r"\S+", use_idf=False)


def _runs(read: Callable[[str], list[str]]) -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=read, lowercase=False, token_pattern=None, ngram_range=(1, 3), sublinear_tf=True,
        min_df=2,
    )  # fmt: skip


def _lower(text: str) -> str:
    """In lower case, and without the digits of long numbers: they name, they do not tell."""
    return without_names(text.casefold())


def _ideas(text: str) -> str:
    folded = text.casefold()
    return without_names(concepts().read(folded, find_values(folded)))


def _marked(text: str) -> str:
    return with_signs(_lower(text))


def _faults_told(text: str) -> str:
    """The reasons that the text's wordings speak for, the first and the last marked."""
    reasons = [fault.reason for fault in faults_in(text)]
    if not reasons:
        return "nothing"
    return " ".join([*set(reasons), f"first_{reasons[0]}", f"last_{reasons[-1]}"])


def _cut(text: str) -> list[tuple[str, str]]:
    """Words with their parts of speech."""
    pairs = part_of_speech_tagger().cut(_lower(text), HMM=False)
    return [(pair.word, pair.flag) for pair in pairs]


def _word_list(text: str) -> list[str]:
    return [word for word, _ in _cut(text)]


def _kinds(text: str) -> list[str]:
    return ["^", *(kind for _, kind in _cut(text)), "$"]


def _common_words(texts: Sequence[str]) -> frozenset[str]:
    counts = Counter(word for text in texts for word in set(_word_list(text)))
    return frozenset(word for word, times in counts.items() if times >= _COMMON)


@dataclass(frozen=True)
class _RareAsKinds:
    """Cuts a text into words, the rare ones replaced by part of speech and length."""

    common: frozenset[str]

    def __call__(self, text: str) -> list[str]:
        words = [
            word if word in self.common else f"<{kind[:1]}{min(len(word), 3)}>"
            for word, kind in _cut(text)
        ]
        return ["^", *words, "$"]
