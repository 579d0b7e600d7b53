"""The shop keeps its orders here: they are imported, and always as they are."""

from __future__ import annotations


class OwnStore:
    """There is nothing to bring up to date."""

    def sync(self, buyer_id: str) -> None:
        """See ``OrderSource``."""
