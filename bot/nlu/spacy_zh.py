"""A small spaCy pipeline for Chinese buyers: jieba with the domain's words, and rule-like entities.

Values such as order numbers and amounts are single tokens, so that an entity always begins and
ends with a token. Built once, before training::

    python -m bot.nlu.spacy_zh models/spacy_zh
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.segmentation import segmenter
from bot.nlu.value_rules import find_values

TOKENIZER = "refund.jieba.v1"
ENTITY_FACTORY = "refund_values"


class JiebaTokenizer:
    """Cuts text into words; a value found by the rules is one word."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._segmenter = segmenter()

    def __call__(self, text: str) -> Doc:
        """The words of ``text``; a word of white space stands for itself."""
        words = [word for word in self._words(text) if word]
        spaces = [False] * len(words)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _words(self, text: str) -> Iterator[str]:
        at = 0
        for value in find_values(text):
            yield from self._segmenter.cut(text[at : value.start])
            yield text[value.start : value.end]
            at = value.end
        yield from self._segmenter.cut(text[at:])

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to keep: the words come with the code."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> JiebaTokenizer:
        """See :meth:`to_bytes`."""
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:
        """See :meth:`to_bytes`."""

    def from_disk(self, _path: Path, **_: Any) -> JiebaTokenizer:
        """See :meth:`to_bytes`."""
        return self


@spacy.registry.tokenizers(TOKENIZER)
def _create_tokenizer() -> Any:
    return lambda nlp: JiebaTokenizer(nlp.vocab)


@Language.component(ENTITY_FACTORY)
def mark_values(doc: Doc) -> Doc:
    """Set the document's entities from the value rules."""
    spans = [
        doc.char_span(value.start, value.end, label=value.entity, span_id=value.value)
        for value in find_values(doc.text)
    ]
    doc.ents = [span for span in spans if span is not None]
    return doc


def build(folder: Path) -> None:
    """Write the pipeline where Rasa's ``SpacyNLP`` finds it."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(ENTITY_FACTORY)
    folder.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
