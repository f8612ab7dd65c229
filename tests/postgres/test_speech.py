"""Speech over HTTP: made once, found again, and heard whatever is out. Every clip is decoded and must not be silent."""

import base64
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import miniaudio
import pytest

from tests.postgres.care_world import as_worker
from tests.postgres.conftest import Server, free_port
from tests.postgres.issuer import Issuer, published
from tests.postgres.running_api import Api, running_api
from tests.postgres.small_aws import serving

API_SETTINGS = {"SPEECH_BUCKET": "speech", "SPEECH_VOICE": "polly", "SPEECH_BUDGET_MS": "20000"}
SECRET_WORDS = "Zanzibar marmalade"


@pytest.fixture(scope="module", autouse=True)
def warmed(api: Api) -> None:
    """Wait until the phrases of the two people's first boards are made: what follows is about others."""
    deadline = time.monotonic() + 120
    while api.log.read_text().count('"speech_warmed"') < 2:
        assert time.monotonic() < deadline, api.log.read_text()
        time.sleep(0.2)


@pytest.fixture(autouse=True)
def healthy(api: Api) -> Iterator[None]:
    """Let nothing be out at first."""
    api.aws.polly.fails = api.aws.bucket.fails = False
    api.aws.polly.takes_s = api.aws.bucket.takes_s = 0.0
    yield
    api.aws.polly.fails = api.aws.bucket.fails = False


def speak(api: Api, client: httpx.Client, text: str, **more: Any) -> dict[str, Any]:
    """Ask for speech of Sam's."""
    answer = client.post("/speech", json={"person_id": api.person("Sam"), "text": text, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def audio_of(told: dict[str, Any], client: httpx.Client) -> bytes:
    """Fetch what an answer points at, as a browser would."""
    url = told["url"]
    if url.startswith("data:"):
        kind, _, content = url.removeprefix("data:").partition(";base64,")
        assert kind == told["content_type"]
        return base64.b64decode(content)
    fetched = client.get(url) if url.startswith("/") else httpx.get(url)
    assert fetched.status_code == 200, fetched.text
    assert fetched.headers["content-type"] == told["content_type"]
    return fetched.content


def heard_s(content: bytes) -> float:
    """Return how long audio lasts; it must decode, and be loud somewhere."""
    decoded = miniaudio.decode(content)
    assert max(abs(sample) for sample in decoded.samples) > 2_000
    return float(decoded.duration)


def asked_of_polly(api: Api, text: str) -> int:
    """Return how often Polly was asked to say a text."""
    return sum(text in asked["Text"] for asked in api.aws.polly.asked)


def test_a_phrase_is_made_once_and_then_found(api: Api, sam: httpx.Client) -> None:
    first = speak(api, sam, "Could you open the window?")
    again = speak(api, sam, "  Could you  open the window? ")
    assert (first["source"], again["source"]) == ("polly", "cache")
    assert first["key"] == again["key"]
    assert asked_of_polly(api, "open the window") == 1
    assert heard_s(audio_of(first, sam)) > 0.5
    assert audio_of(first, sam) == audio_of(again, sam)
    assert 0 < again["expires_in_s"] <= 300


def test_a_signed_address_is_refused_without_its_signature(api: Api, sam: httpx.Client) -> None:
    told = speak(api, sam, "Could you open the window?")
    assert httpx.get(told["url"]).status_code == 200
    assert httpx.get(told["url"].partition("?")[0]).status_code == 403


def test_a_clip_is_served_whole_in_parts_and_not_again(api: Api, ana: httpx.Client, sam: httpx.Client) -> None:
    told = speak(api, sam, "I would like some soup.")
    path = f"/user/{api.person('Sam')}/speech/{told['key']}"
    whole = ana.get(path)
    content, etag = whole.content, whole.headers["etag"]
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    heard_s(content)
    for asked, expected in [
        ("bytes=0-99", content[:100]),
        ("bytes=100-", content[100:]),
        ("bytes=-50", content[-50:]),
        (f"bytes=10-{len(content) + 500}", content[10:]),
    ]:
        part = ana.get(path, headers={"range": asked})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith(f"/{len(content)}")
    assert ana.get(path, headers={"range": f"bytes={len(content)}-"}).status_code == 416
    assert ana.get(path, headers={"range": "bytes=0-1", "if-range": '"another"'}).content == content
    assert ana.get(path, headers={"range": "bytes=0-1,4-5"}).content == content
    assert ana.get(path, headers={"if-none-match": etag}).status_code == 304


def test_a_clip_of_another_person_is_not_found(api: Api, sam: httpx.Client) -> None:
    told = speak(api, sam, "I would like some soup.")
    with api.signed_in("luz") as luz:
        assert luz.get(f"/user/{api.person('Sam')}/speech/{told['key']}").status_code == 404
        assert luz.get(f"/user/{api.person('Rosa')}/speech/{told['key']}").status_code == 404
        assert luz.post("/speech", json={"person_id": api.person("Sam"), "text": "Hello."}).status_code == 404
        mine = luz.post("/speech", json={"person_id": api.person("Rosa"), "text": "I would like some soup."}).json()
    assert mine["key"] != told["key"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "\u0007 \n"},
        {"voice": "Gandalf"},
        {"language": "tlh"},
        {"rate": 5},
        {"pitch": 99},
        {"speed": 1},
    ],
)
def test_what_cannot_be_said_is_refused(api: Api, sam: httpx.Client, wrong: dict[str, Any]) -> None:
    asked = {"person_id": api.person("Sam"), "text": "Hello.", **wrong}
    assert sam.post("/speech", json=asked).status_code == 422


def test_an_object_that_is_gone_is_made_again(api: Api, sam: httpx.Client) -> None:
    told = speak(api, sam, "Let us play cards.")
    name = f"/speech/user/{api.person('Sam')}/speech/{told['key']}"
    del api.aws.bucket.objects[name]
    assert speak(api, sam, "Let us play cards.")["source"] == "polly"
    assert name in api.aws.bucket.objects


def test_many_who_ask_at_once_hear_what_was_made_once(api: Api, sam: httpx.Client) -> None:
    api.aws.polly.takes_s = 0.3
    with ThreadPoolExecutor(12) as threads:
        told = list(threads.map(lambda _: speak(api, sam, "Everybody at once."), range(12)))
    assert asked_of_polly(api, "Everybody at once.") == 1
    assert len({each["key"] for each in told}) == 1


async def test_what_is_kept_says_nothing_of_what_was_said(
    api: Api, sam: httpx.Client, owner: asyncpg.Connection
) -> None:
    told = speak(api, sam, f"{SECRET_WORDS}.")
    speak(api, sam, f"{SECRET_WORDS}.")
    await as_worker(owner)
    row = await owner.fetchrow("SELECT * FROM speech_clips WHERE key = $1", told["key"])
    assert row is not None
    assert (row["uses"], row["source"], row["bytes"]) == (2, "polly", len(audio_of(told, sam)))
    everything = [api.log.read_text(), told["url"], str(dict(row)), *api.aws.bucket.asked, *api.aws.bucket.objects]
    assert not any(word in text for text in everything for word in SECRET_WORDS.split())
    notes = await owner.fetch("SELECT action FROM audit WHERE person_id = $1", UUID(api.person("Sam")))
    pending = await owner.fetch("SELECT action FROM audit_pending WHERE person_id = $1", UUID(api.person("Sam")))
    assert "speech_read" in {note["action"] for note in [*notes, *pending]}


def test_the_phrases_of_a_board_are_made_when_it_is_saved(api: Api, sam: httpx.Client) -> None:
    board = {
        "name": "Walks",
        "locale": "en",
        "grid": {"rows": 1, "columns": 2, "order": [["a", "b"]]},
        "buttons": [
            {"id": "a", "symbol": "help", "label": "help"},
            {"id": "b", "label": "dog", "vocalization": "Let us walk the dog."},
        ],
    }
    warmed = api.log.read_text().count('"speech_warmed"')
    api.aws.polly.takes_s = 0.05
    began = time.monotonic()
    saved = sam.put(f"/user/{api.person('Sam')}/symbols", json=board, headers={"if-match": "*"})
    assert saved.status_code == 200, saved.text
    took = time.monotonic() - began
    deadline = time.monotonic() + 60
    while api.log.read_text().count('"speech_warmed"') == warmed and time.monotonic() < deadline:
        time.sleep(0.2)
    assert asked_of_polly(api, "Let us walk the dog.") == 1
    told = [speak(api, sam, text) for text in ("Let us walk the dog.", "I need help!", "I can't breathe!")]
    assert [each["source"] for each in told] == ["cache"] * 3
    assert took < 5


def test_two_processes_make_a_phrase_once(api: Api, server: Server, tmp_path: Path, database_name: str) -> None:
    """One phrase asked of both at once: the lock in the database keeps the second from making it again."""
    with (
        published(Issuer()) as issuer,
        running_api(
            server.settings(database_name), issuer, api.aws, free_port(), tmp_path / "other.log", API_SETTINGS
        ) as other,
        api.signed_in("sam") as here,
        other.signed_in("sam") as there,
        ThreadPoolExecutor(8) as threads,
    ):
        api.aws.polly.takes_s = 0.4
        for number in range(3):
            text = f"Two processes, phrase {number}."
            asked = [threads.submit(speak, api, client, text) for client in (here, there) * 3]
            told = [each.result() for each in asked]
            assert asked_of_polly(api, text) == 1
            assert len({each["key"] for each in told}) == 1


def test_a_person_is_heard_as_they_like(api: Api, sam: httpx.Client) -> None:
    usual = speak(api, sam, "This is how I sound.")
    liked = {"voice": "Kevin", "preferences": {"speech": {"language": "en-US", "rate": 60, "pitch": None}}}
    path = f"/people/{api.person('Sam')}"
    changed = sam.patch(path, json=liked)
    assert changed.status_code == 200, changed.text
    assert changed.json()["preferences"]["speech"] == {"language": "en-US", "rate": 60, "pitch": None}
    slow = speak(api, sam, "This is how I sound.")
    once = speak(api, sam, "This is how I sound.", voice="Matthew", rate=100)
    assert len({usual["key"], slow["key"], once["key"]}) == 3
    assert heard_s(audio_of(slow, sam)) > 1.3 * heard_s(audio_of(usual, sam))
    voices = [asked["VoiceId"] for asked in api.aws.polly.asked if "how I sound" in asked["Text"]]
    assert voices == ["Joanna", "Kevin", "Matthew"]
    sam.patch(path, json={"voice": None, "preferences": {"speech": None}}).raise_for_status()
    assert speak(api, sam, "This is how I sound.")["key"] == usual["key"]
    spanish = speak(api, sam, "Veo mariposas.", locale="es")
    assert {asked["LanguageCode"] for asked in api.aws.polly.asked if "mariposas" in asked["Text"]} == {"es-ES"}
    heard_s(audio_of(spanish, sam))


def test_polly_out_is_stood_in_for(api: Api, sam: httpx.Client) -> None:
    api.aws.polly.fails = True
    told = speak(api, sam, "I am going for a walk.")
    assert (told["source"], told["content_type"]) == ("espeak", "audio/wav")
    assert heard_s(audio_of(told, sam)) == pytest.approx(told["duration_s"], abs=0.1)
    assert speak(api, sam, "I am going for a walk.")["source"] == "cache"


def test_a_bucket_that_is_out_silences_nobody(api: Api, sam: httpx.Client) -> None:
    kept = speak(api, sam, "Where is my sister?")
    api.aws.bucket.fails = True
    for _ in range(2):
        told = speak(api, sam, "Where is my sister?")
        assert told["key"] is None
        heard_s(audio_of(told, sam))
    assert sam.get(f"/user/{api.person('Sam')}/speech/{kept['key']}").status_code == 503


def test_what_is_out_is_told_by_readiness(api: Api, sam: httpx.Client) -> None:
    assert set(httpx.get(f"{api.url}/health/ready").json()["breakers"]) == {"polly", "process_intent", "speech_store"}
    api.aws.polly.fails = True
    for number in range(6):
        assert speak(api, sam, f"Out, phrase {number}.")["source"] == "espeak"
    before = len(api.aws.polly.asked)
    assert speak(api, sam, "Out, and left alone.")["source"] == "espeak"
    assert len(api.aws.polly.asked) == before
    assert httpx.get(f"{api.url}/health/ready").json()["breakers"]["polly"] == "open"
    states = [
        json.loads(line) for line in api.log.read_text().splitlines() if '"breaker":"polly"' in line.replace(" ", "")
    ]
    assert states[-1]["state"] == "open"
    assert states[-1]["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "count", "Unit": "Count"}]


def test_everything_out_leaves_a_sentence_and_a_voice(server: Server, tmp_path: Path, database_name: str) -> None:
    """Lambda, bucket, Polly and key service are out from the start: a process of its own, which knows no key yet."""
    with serving() as aws, published(Issuer()) as issuer:
        aws.polly.fails = aws.bucket.fails = aws.lambda_fails = True
        aws.keys_left = 2  # the two that seeding needs
        settings = server.settings(database_name)
        with (
            running_api(settings, issuer, aws, free_port(), tmp_path / "api.log", API_SETTINGS) as api,
            api.signed_in("sam") as sam,
        ):
            began = time.monotonic()
            understood = sam.post("/intents", json={"symbols": ["help"]}).json()
            assert (understood["source"], understood["urgency"]) == ("fallback", "urgent")
            assert time.monotonic() - began < 2.5
            told = speak(api, sam, understood["sentence"])
            assert (told["source"], told["key"]) == ("espeak", None)
            assert heard_s(audio_of(told, sam)) > 0.5
            assert api.press(sam).status_code == 201
