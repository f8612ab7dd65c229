"""A language service may say it better; it can neither calm an alarm nor take a word of refusal or pain away."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from api.breaker import Breaker
from api.domain.intents import understand
from api.domain.intents.improvement import Suggestion, improved, says_the_same
from api.intent_function import IntentFunction
from api.intent_provider import HttpProvider, Improver, ProviderFailed, suggestion_of
from tests.unit.api.intents.labelled import Labelled
from workers.process_intent import handler

WEIGHT = {"info": 0, "need": 1, "urgent": 2}


@pytest.mark.parametrize(
    ("before", "after", "locale"),
    [
        ("I want water.", "I would like some water, please.", "en"),
        ("I want water.", "Could I please have some water? I want it.", "en"),
        ("My stomach hurts.", "My stomach is hurting.", "en"),
        ("I can't breathe!", "I cannot breathe!", "en"),
        ("I want Maria.", "I would like Maria, please.", "en"),
        ("Quiero agua.", "Quiero agua, por favor.", "es"),
    ],
)
def test_kinder_words_of_the_same_meaning_are_taken(before: str, after: str, locale: str) -> None:
    assert says_the_same(before, after, locale)


@pytest.mark.parametrize(
    ("before", "after", "locale"),
    [
        ("I don't want to eat.", "I want to eat.", "en"),
        ("I want water.", "I don't want water.", "en"),
        ("My stomach hurts.", "I would like to rest.", "en"),
        ("My stomach hurts.", "My head hurts.", "en"),
        ("My stomach hurts a lot.", "My stomach is fine.", "en"),
        ("I need help!", "I would like some company.", "en"),
        ("I need help!", "", "en"),
        ("I want Maria.", "I want Julia.", "en"),
        ("I want water.", "I want water and juice.", "en"),
        ("I want water.", "I want water. http://example.org", "en"),
        ("I want water.", "I want\nwater.", "en"),
        ("I want water.", "I want water. " * 40, "en"),
        ("Give me 2 apples.", "Give me 20 apples.", "en"),
        ("I want water.", "Yo quiero agua.", "en"),
        ("No quiero comer.", "Quiero comer.", "es"),
        ("Me duele la cabeza.", "Estoy bien.", "es"),
    ],
)
def test_what_loses_or_adds_meaning_is_not_taken(before: str, after: str, locale: str) -> None:
    assert not says_the_same(before, after, locale)


def test_urgency_only_grows_and_says_why() -> None:
    alarm = understand(["help"], None, "en")
    assert improved(alarm, Suggestion("I am fine.", "info"), "en") == alarm
    calm = understand(["water"], None, "en")
    raised = improved(calm, Suggestion(None, "urgent"), "en")
    assert (raised.urgency, raised.sentence, len(raised.why)) == ("urgent", calm.sentence, len(calm.why) + 1)


def test_no_suggestion_calms_what_the_corpus_calls_urgent(corpus: list[Labelled], locale: str) -> None:
    soothing = {"en": "I am fine, thank you.", "es": "Estoy bien, gracias."}[locale]
    for row in corpus:
        found = row.understood()
        better = improved(found, Suggestion(soothing, "info"), locale)
        assert better.urgency == found.urgency
        if found.urgency == "urgent":
            assert better.sentence == found.sentence, row.utterance


@given(st.text(max_size=60), st.sampled_from(["info", "need", "urgent", None]))
def test_nothing_that_a_service_says_lowers_anything(sentence: str, urgency: Any) -> None:
    for symbols in (["help"], ["pain", "stomach"], ["no", "water"]):
        found = understand(symbols, None, "en")
        better = improved(found, Suggestion(sentence, urgency), "en")
        assert WEIGHT[better.urgency] >= WEIGHT[found.urgency]
        assert better.sentence == found.sentence or says_the_same(found.sentence, better.sentence, "en")


@asynccontextmanager
async def server(answer: Any) -> AsyncIterator[str]:
    """Serve a provider on a free port."""
    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def healthy(payload: bytes) -> bytes:
    return json.dumps(handler(json.loads(payload), None)).encode()


async def silent(_: bytes) -> bytes:
    await asyncio.sleep(30)
    return b""


async def test_a_server_of_ones_own_says_it_better_and_is_told_nothing_of_whom() -> None:
    told: list[dict[str, Any]] = []

    async def answer(request: web.Request) -> web.Response:
        told.append(await request.json())
        return web.json_response({"sentence": "I would like some water, please."})

    async with server(answer) as url, aiohttp.ClientSession() as session:
        function = IntentFunction(healthy, Breaker("x"), Improver(HttpProvider(session, url), Breaker("p"), budget_s=5))
        understood = await function.understand(["i", "want", "water"], None, "en")
    assert (understood.intent.sentence, understood.improved_by) == ("I would like some water, please.", "http")
    assert (understood.source, understood.intent.urgency) == ("lambda", "need")
    assert told == [{"sentence": "I want water.", "intent": "drink", "urgency": "need", "locale": "en"}]


async def test_a_server_that_is_out_costs_its_time_and_then_nothing() -> None:
    calls = 0

    async def answer(_: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        return web.Response(status=500)

    async with server(answer) as url, aiohttp.ClientSession() as session:
        breaker = Breaker("intent_http")
        function = IntentFunction(healthy, Breaker("x"), Improver(HttpProvider(session, url), breaker, budget_s=5))
        answers = [await function.understand(["help"], None, "en") for _ in range(8)]
    assert answers == [(understand(["help"], None, "en"), "lambda", None)] * 8
    assert (calls, breaker.state) == (10, "open")


async def test_function_and_server_that_hang_together_cost_one_budget() -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(3)
        return web.json_response({})

    async with server(answer) as url, aiohttp.ClientSession() as session:
        function = IntentFunction(silent, Breaker("x"), Improver(HttpProvider(session, url), Breaker("p")))
        loop = asyncio.get_running_loop()
        began = loop.time()
        understood = await function.understand(["help"], None, "en")
        assert loop.time() - began < 1.9
    assert understood == (understand(["help"], None, "en"), "fallback", None)


@pytest.mark.parametrize("answer", [b"", b"[]", b"no", b'{"sentence": 1}', b'{"urgency": "calm"}', b'{"urgency": []}'])
def test_an_answer_that_is_no_suggestion_is_not_taken(answer: bytes) -> None:
    with pytest.raises(ProviderFailed):
        suggestion_of(answer)
