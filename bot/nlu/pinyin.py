"""How characters sound, with the sounds that southern speakers and keyboards mix up made one."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """The toneless syllable of a Chinese character; any other character as it is."""
    if not is_chinese(char):
        return char
    syllable: str = lazy_pinyin(char)[0]
    for retroflex, plain in _MERGED:
        syllable = syllable.replace(retroflex, plain)
    return syllable[:-1] if syllable.endswith("ng") else syllable


def is_chinese(char: str) -> bool:
    """Whether ``char`` is one of the common Chinese characters."""
    return "\u4e00" <= char <= "\u9fff"
