"""What a person means: asked of the Lambda function, and of the same rules in process when it is out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Literal, NamedTuple

from api.breaker import Breaker, CircuitOpen
from api.domain.intents import Intent, understand
from api.domain.intents.improvement import Suggestion, improved
from api.intent_provider import Improver
from api.logs import logger

# A person waits at most 1.2 s: what is left is for the rules and the way.
BUDGET_S = 1.1
URGENCIES = frozenset({"info", "need", "urgent"})

Source = Literal["lambda", "fallback"]
Invoke = Callable[[bytes], Awaitable[bytes]]


class FunctionFailed(Exception):
    """The function answered, but not with an intent."""


class Understood(NamedTuple):
    """An intent, who found it, and which language service improved on it, if one did."""

    intent: Intent
    source: Source
    improved_by: str | None = None


class IntentFunction:
    """Understands symbols or text within a time budget, whatever state the function is in."""

    def __init__(self, invoke: Invoke, breaker: Breaker, improver: Improver | None = None) -> None:
        self._invoke = invoke
        self._breaker = breaker
        self._improver = improver

    async def understand(self, symbols: Sequence[str] | None, text: str | None, locale: str) -> Understood:
        """Return the intent and who found it; the person never sees an error.

        The function and the language service are asked at the same time, so that their times do not add up.
        """
        if self._improver is None:
            return await self._found(symbols, text, locale)
        found, suggestion = await asyncio.gather(
            self._found(symbols, text, locale),
            self._suggested(self._improver, understand(symbols, text, locale), locale),
        )
        better = improved(found.intent, suggestion, locale)
        return found if better == found.intent else Understood(better, found.source, self._improver.name)

    async def _found(self, symbols: Sequence[str] | None, text: str | None, locale: str) -> Understood:
        payload = json.dumps({"symbols": symbols, "text": text, "locale": locale}).encode()

        async def ask() -> Intent:
            return parse_intent(await self._invoke(payload))

        try:
            return Understood(await self._breaker.call(ask, budget_s=BUDGET_S), "lambda")
        except CircuitOpen:
            pass
        except Exception as error:  # noqa: BLE001 - whatever is wrong out there, the rules in here still hold
            logger("intents").warning("intent_function_failed", error=type(error).__name__)
        return Understood(understand(symbols, text, locale), "fallback")

    async def _suggested(self, improver: Improver, found: Intent, locale: str) -> Suggestion:
        if not found.sentence:
            return Suggestion()
        try:
            return await improver.suggestion(found, locale)
        except CircuitOpen:
            pass
        except Exception as error:  # noqa: BLE001 - what the rules found stands without it
            logger("intents").warning("intent_provider_failed", error=type(error).__name__)
        return Suggestion()


def parse_intent(answer: bytes) -> Intent:
    """Return the intent of a function's answer. Raises FunctionFailed."""
    try:
        fields = json.loads(answer)
        intent = Intent(fields["intent"], fields["sentence"], fields["urgency"], tuple(fields["why"]))
        texts = (intent.intent, intent.sentence, *intent.why)
        understood = intent.urgency in URGENCIES and all(isinstance(text, str) for text in texts)
    except (ValueError, TypeError, KeyError):
        understood = False
    if not understood:
        raise FunctionFailed("the answer is not an intent")
    return intent


def to_json(understood: Understood) -> dict[str, Any]:
    """Return what was understood as it is sent."""
    return {**asdict(understood.intent), "source": understood.source, "improved_by": understood.improved_by}
