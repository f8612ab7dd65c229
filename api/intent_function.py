"""What a person means: asked of the Lambda function, and of the same rules in process when it is out."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from api.breaker import Breaker, CircuitOpen
from api.domain.intents import Intent, understand
from api.logs import logger

BUDGET_S = 1.2
URGENCIES = frozenset({"info", "need", "urgent"})

Source = Literal["lambda", "fallback"]
Invoke = Callable[[bytes], Awaitable[bytes]]


class FunctionFailed(Exception):
    """The function answered, but not with an intent."""


class IntentFunction:
    """Understands symbols or text within a time budget, whatever state the function is in."""

    def __init__(self, invoke: Invoke, breaker: Breaker) -> None:
        self._invoke = invoke
        self._breaker = breaker

    async def understand(self, symbols: Sequence[str] | None, text: str | None, locale: str) -> tuple[Intent, Source]:
        """Return the intent and who found it; the person never sees an error."""
        payload = json.dumps({"symbols": symbols, "text": text, "locale": locale}).encode()

        async def ask() -> Intent:
            return parse_intent(await self._invoke(payload))

        try:
            return await self._breaker.call(ask, budget_s=BUDGET_S), "lambda"
        except CircuitOpen:
            pass
        except Exception as error:  # noqa: BLE001 - whatever is wrong out there, the rules in here still hold
            logger("intents").warning("intent_function_failed", error=type(error).__name__)
        return understand(symbols, text, locale), "fallback"


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


def to_json(intent: Intent, source: Source) -> dict[str, Any]:
    """Return the intent as it is sent."""
    return {**asdict(intent), "source": source}
