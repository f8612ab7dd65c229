"""A month of speech by 50 people under a fake clock, and what a phrase costs the first time and the next.

The month runs the API's own operations over a real PostgreSQL; only the audio is made up, as long as MP3 of 48 kbit/s
would be. Printed: hit ratio, bytes kept, clips renewed. Cold and warm are real speech by eSpeak NG in a folder.
`BENCH_PEOPLE`, `BENCH_DAYS` and `BENCH_SAYINGS` make it longer.
"""

import asyncio
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import mean, median
from uuid import UUID, uuid4

import pytest

from api.db.pool import Context, Database
from api.domain.clips import Audio
from api.domain.voices import Manner
from api.operations.renew_clips import renew_clips
from api.speech.clip_store import Folder
from api.speech.voices import Espeak
from tests.postgres.speech_rig import Rig, Tone

pytest_plugins = ["tests.postgres.conftest"]

PEOPLE, DAYS = int(os.environ.get("BENCH_PEOPLE", "50")), int(os.environ.get("BENCH_DAYS", "30"))
SAYINGS = int(os.environ.get("BENCH_SAYINGS", "4"))
PHRASES, ON_BOARDS, NOVEL = 300, 60, 0.1
MP3_BYTES_PER_CHARACTER = 6_000 // 14  # 48 kbit/s, about 14 characters a second


class LongAsItsText(Tone):
    """A voice whose clips are as long as speech would be."""

    async def say(self, text: str, _manner: Manner) -> Audio:
        self.said.append(text)
        return Audio(bytes(len(text) * MP3_BYTES_PER_CHARACTER), "audio/mpeg", "polly")


class Memory(Folder):
    """Keeps sizes alone."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.sizes: dict[str, int] = {}

    async def put(self, name: str, audio: Audio) -> None:
        self.sizes[name] = len(audio.content)

    async def holds(self, name: str) -> bool:
        return name in self.sizes

    async def renew(self, *of: str) -> bool:
        return of[0] in self.sizes

    async def drop(self, name: str) -> None:
        self.sizes.pop(name, None)


async def people(database: Database, count: int) -> list[UUID]:
    """Make people."""
    ids = [uuid4() for _ in range(count)]
    async with database.transaction(Context.worker()) as connection:
        await connection.executemany("INSERT INTO person (id, name) VALUES ($1, 'Somebody')", [(each,) for each in ids])
    return ids


def vocabulary(draw: random.Random) -> list[str]:
    """Return a person's phrases, of two to eight words."""
    return [" ".join(f"{draw.randrange(2_000):x}word" for _ in range(draw.randint(2, 8))) + "." for _ in range(PHRASES)]


@pytest.mark.parametrize("beforehand", [0, ON_BOARDS])
async def test_a_month(database: Database, beforehand: int) -> None:
    """Print the month's figures, with nothing made before it is said, and with what stands on boards made so."""
    draw, store, voice = random.Random(7), Memory(), LongAsItsText("polly")  # noqa: S311 - a simulation
    rig = Rig(database, store, [voice])
    who = await people(database, PEOPLE)
    phrases = {person: vocabulary(draw) for person in who}
    likely = [1 / (rank + 1) for rank in range(PHRASES)]  # as words are used: few often, most seldom

    async def a_day_of(person: UUID, texts: list[str]) -> int:
        return sum([(await rig.say(person, text)).source == "cache" for text in texts])

    # What boards say is made beforehand; it is no saying of anybody's.
    await asyncio.gather(*(a_day_of(person, phrases[person][:beforehand]) for person in who))
    made_beforehand = len(voice.said)
    renewed = expired = 0
    by_day: list[float] = []
    for _ in range(DAYS):
        texts = {
            person: [
                f"novel {draw.random()}" if draw.random() < NOVEL else draw.choices(phrases[person], likely)[0]
                for _ in range(SAYINGS)
            ]
            for person in who
        }
        hits = await asyncio.gather(*(a_day_of(person, texts[person]) for person in who))
        by_day.append(sum(hits) / (PEOPLE * SAYINGS))
        rig.clock.now += timedelta(days=1)
        night = await renew_clips(rig.transaction, store, now=rig.clock())
        renewed, expired = renewed + night.renewed, expired + night.expired
    weeks = [f"{mean(by_day[at : at + 7]):.0%}" for at in range(0, DAYS, 7)]
    made = sum(map(len, voice.said)) * MP3_BYTES_PER_CHARACTER
    sys.stdout.write(
        f"\n{PEOPLE} people, {DAYS} days, {PEOPLE * DAYS * SAYINGS:,} sayings, "
        f"{made_beforehand:,} phrases made beforehand: {mean(by_day):.1%} found in the store "
        f"(by week {', '.join(weeks)}; {NOVEL:.0%} were said for the first time ever)\n"
        f"made in all: {len(voice.said):,} clips, {made / 1e6:.1f} MB; kept at the end: {len(store.sizes):,} clips, "
        f"{sum(store.sizes.values()) / 1e6:.1f} MB, {sum(store.sizes.values()) / PEOPLE / 1e6:.2f} MB a person; "
        f"renewed {renewed:,}, expired {expired:,}\n"
    )


async def test_cold_and_warm(database: Database, tmp_path: Path) -> None:
    """Print what the first hearing of a phrase costs, and the next."""
    rig = Rig(database, Folder(tmp_path), [Espeak()])
    [person] = await people(database, 1)
    texts = [f"I would like to go to room {number} with my sister." for number in range(40)]
    await rig.say(person, "Start.")
    cold: list[float] = []
    warm: list[float] = []
    for text in texts:
        for times in (cold, warm):
            began = time.perf_counter()
            await rig.say(person, text)
            times.append(time.perf_counter() - began)
            await asyncio.sleep(0)
    await rig.speaker.close()
    sys.stdout.write(
        f"\ncold {median(cold) * 1000:.1f} ms, warm {median(warm) * 1000:.1f} ms, "
        f"ratio {median(cold) / median(warm):.1f} (eSpeak NG, a folder, medians of {len(texts)})\n"
    )
