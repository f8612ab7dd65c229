"""Whatever the function does, the person gets an answer by the same rules."""

import asyncio
import json

import pytest

from api.breaker import Breaker
from api.domain.intents import understand
from api.intent_function import FunctionFailed, IntentFunction, Understood, parse_intent, to_json
from workers.process_intent import handler

SYMBOLS = ["help"]


async def healthy(payload: bytes) -> bytes:
    return json.dumps(handler(json.loads(payload), None)).encode()


async def broken(_: bytes) -> bytes:
    raise ConnectionError


async def nonsense(_: bytes) -> bytes:
    return b'{"errorMessage": "no"}'


async def silent(_: bytes) -> bytes:
    await asyncio.sleep(30)
    return b""


async def test_the_function_and_the_fallback_say_the_same() -> None:
    understood = await IntentFunction(healthy, Breaker("x")).understand(SYMBOLS, None, "en")
    assert understood == (understand(SYMBOLS, None, "en"), "lambda", None)


@pytest.mark.parametrize("invoke", [broken, nonsense])
async def test_a_function_that_is_out_is_replaced_before_and_after_the_circuit_opens(invoke: object) -> None:
    function = IntentFunction(invoke, Breaker("x"))  # type: ignore[arg-type] # each of them is an Invoke
    answers = [await function.understand(SYMBOLS, None, "en") for _ in range(8)]
    assert answers == [(understand(SYMBOLS, None, "en"), "fallback", None)] * 8


async def test_a_silent_function_costs_its_budget_and_no_more() -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    understood = await IntentFunction(silent, Breaker("x")).understand(SYMBOLS, None, "en")
    assert understood.source == "fallback"
    assert 1.1 < loop.time() - began < 2.0


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b'{"intent": "x", "sentence": "y", "urgency": "huge", "why": []}',
        b'{"intent": 1, "sentence": "y", "urgency": "info", "why": []}',
        b'{"intent": "x", "sentence": "y", "urgency": "info", "why": [1]}',
        b'{"intent": "x", "sentence": "y", "urgency": [], "why": []}',
    ],
)
def test_an_answer_that_is_no_intent_is_not_taken(answer: bytes) -> None:
    with pytest.raises(FunctionFailed):
        parse_intent(answer)


def test_an_intent_is_sent_with_its_source() -> None:
    sent = to_json(Understood(understand(SYMBOLS, None, "en"), "fallback"))
    assert set(sent) == {"intent", "sentence", "urgency", "why", "source", "improved_by"}
