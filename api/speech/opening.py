"""A speaker put together as the API's settings say, its clients opened and closed with it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession

from api.breaker import Breaker
from api.db.data_keys import FieldKeys
from api.db.pool import Context, Database
from api.logs import logger
from api.settings import SpeechSettings
from api.speech.clip_store import ADDRESSED, Bucket, ClipStore, Folder
from api.speech.speaker import Speaker, Transaction
from api.speech.voices import Espeak, Polly, VoiceMaker

# They try once: who calls them knows the time that is left, and tries again or goes another way.
CONFIG = AioConfig(connect_timeout=1, read_timeout=30, retries={"total_max_attempts": 1}, max_pool_connections=32)
S3 = AioConfig(signature_version=ADDRESSED["signature_version"], s3=ADDRESSED["s3"])


@asynccontextmanager
async def opened_speaker(
    settings: SpeechSettings,
    session: AioSession,
    region: str,
    database: Database,
    keys: FieldKeys,
    *,
    breaker: Callable[[str], Breaker],
    now: Callable[[], datetime],
) -> AsyncIterator[Speaker]:
    """Open a speaker; `breaker` makes one of a name."""
    async with AsyncExitStack() as stack:
        store: ClipStore | None = None if settings.folder is None else Folder(settings.folder)
        if settings.bucket is not None:
            s3 = await stack.enter_async_context(
                session.create_client("s3", region_name=region, config=CONFIG.merge(S3))
            )
            store = Bucket(s3, settings.bucket, breaker("speech_store"), budget_s=settings.budget_s / 2)
        voices: list[VoiceMaker] = [Espeak()]
        if settings.voice == "polly":
            polly = await stack.enter_async_context(session.create_client("polly", region_name=region, config=CONFIG))
            voices.insert(0, Polly(polly, breaker("polly"), budget_s=settings.budget_s))
        speaker = Speaker(
            as_worker(database), keys, store, voices, now=now, notice=log_notice, voice_s=settings.budget_s
        )
        stack.push_async_callback(speaker.close)
        yield speaker


def as_worker(database: Database) -> Transaction:
    """Return how to open a transaction of the system itself; a clip that is lost with the server is made again."""
    return lambda: database.transaction(Context.worker(), waits_for_disk=False)


def log_notice(event: str, error: str) -> None:
    """Log that something was out, by its type alone."""
    logger("speech").warning(event, error=error)
