"""What can go wrong at the doors: each error has a code and the figures a response needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.aftersales.views import Overview, Quote, Refusal


class AftersalesError(Exception):
    """The base of every error of the business.

    Args:
        code: what went wrong, for the responses.
        params: the figures the response needs.
    """

    def __init__(self, code: str, params: Mapping[str, str | int] | None = None) -> None:
        self.code = code
        self.params = dict(params or {})
        super().__init__(code, self.params)


class NotFound(AftersalesError):
    """There is no such thing, or it is somebody else's: the two are never told apart."""


class Refused(AftersalesError):
    """The rules stand against it; ``refusals`` says which, the first one being the code."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(self.refusals[0].code, self.refusals[0].params)


class QuoteChanged(AftersalesError):
    """What was confirmed is no longer what would happen; ``quote`` is what would."""

    def __init__(self, quote: Quote) -> None:
        self.quote = quote
        super().__init__("QUOTE_CHANGED")


class OverviewChanged(AftersalesError):
    """The same of several items; ``overview`` is what would happen."""

    def __init__(self, overview: Overview) -> None:
        self.overview = overview
        super().__init__("QUOTE_CHANGED")


class AmountInvalid(AftersalesError, ValueError):
    """A text is no amount of yuan: three decimals, a sign, words. Pydantic takes it as its own."""

    def __init__(self, text: str) -> None:
        super().__init__("AMOUNT_INVALID", {"text": text})

    def __str__(self) -> str:
        """One line that shows what was written."""
        return f"not an amount in yuan: {self.params['text']!r}"


class IdempotencyConflict(AftersalesError):
    """The key was used before, for something else."""

    def __init__(self) -> None:
        super().__init__("IDEMPOTENCY_CONFLICT")


class ConcurrentChange(AftersalesError):
    """Somebody else changed the case in the meantime; asking again is safe."""

    def __init__(self, case_no: str) -> None:
        super().__init__("CONCURRENT_CHANGE", {"case_no": case_no})


class PolicyError(AftersalesError):
    """``policy.toml`` cannot be used; ``params["key"]`` names the entry."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__("POLICY_INVALID", {"key": key, "problem": problem})

    def __str__(self) -> str:
        """One line that names the entry, for the one who starts the program."""
        return f"policy.toml: {self.params['key']}: {self.params['problem']}"
