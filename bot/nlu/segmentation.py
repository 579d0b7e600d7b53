"""Jieba with the domain's own words, made once for the tokenizer, the classifier and the tagger."""

from __future__ import annotations

from functools import lru_cache

import jieba
import jieba.posseg

from bot.nlu.lexicon import WORDS

_FREQUENCY = 200_000


@lru_cache(maxsize=1)
def segmenter() -> jieba.Tokenizer:
    """A tokenizer that keeps the domain's words whole; loading its dictionary takes a second."""
    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    for word in WORDS:
        tokenizer.add_word(word, freq=_FREQUENCY)
    return tokenizer


@lru_cache(maxsize=1)
def part_of_speech_tagger() -> jieba.posseg.POSTokenizer:
    """Jieba's dictionary of parts of speech over :func:`segmenter`."""
    return jieba.posseg.POSTokenizer(segmenter())


def is_word(text: str) -> bool:
    """Whether the dictionary has ``text`` as a word."""
    tokenizer = segmenter()
    tokenizer.check_initialized()
    return bool(tokenizer.FREQ.get(text))
