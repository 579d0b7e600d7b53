"""What buyers read, taken from the responses in ``domain.yml``.

Rasa speaks most of them itself; this is for everything said outside a Rasa turn (card labels,
gateway errors, markers, notices of the worker), so that all words stay in one place.
"""

from __future__ import annotations

from pathlib import Path

import yaml


class UnknownWordsError(KeyError):
    """No response of that name stands in ``domain.yml``, or it lacks a value it needs."""


class Words:
    """The responses by name. The first variation of each is used."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, domain_file: Path) -> Words:
        """Read the responses of a Rasa domain file."""
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        domain = yaml.load(domain_file.read_text(encoding="utf-8"), Loader=loader)
        responses = domain.get("responses", {})
        return cls(
            {name: str(variants[0].get("text", "")).strip() for name, variants in responses.items()}
        )

    def say(self, name: str, **values: object) -> str:
        """The words of response ``name`` with its placeholders filled.

        Raises:
            UnknownWordsError: there is no such response, or a placeholder has no value.
        """
        try:
            return self._texts[name].format_map(values)
        except KeyError as error:
            raise UnknownWordsError(f"{name}: {error}") from error

    def has(self, name: str) -> bool:
        """Whether such a response exists."""
        return name in self._texts
