"""Bedrock and Comprehend as the API calls them: real requests to a small AWS, no database needed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from aiobotocore.session import get_session

from api.breaker import Breaker
from api.domain.intents import understand
from api.domain.intents.improvement import improved
from api.intent_provider import Improver, opened_improver
from api.settings import ProviderSettings
from tests.postgres.small_aws import SmallAws, serving


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallAws]:
    """Answer where the clients of this process ask."""
    with serving() as small:
        monkeypatch.setenv("AWS_ENDPOINT_URL", small.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield small


@asynccontextmanager
async def improver(settings: ProviderSettings) -> AsyncIterator[Improver]:
    """Open the provider that the settings name."""
    async with opened_improver(settings, get_session(), "eu-central-1", breaker=Breaker) as opened:
        assert opened is not None
        opened._budget_s = 20  # a busy machine takes longer than a person may
        yield opened


async def test_a_model_of_bedrock_says_it_better(aws: SmallAws) -> None:
    aws.model_says = " I would like some water, please. "
    found = understand(["i", "want", "water"], None, "en")
    async with improver(ProviderSettings("bedrock", "some.model-v1:0")) as opened:
        better = improved(found, await opened.suggestion(found, "en"), "en")
        aws.model_says = "I am fine."
        assert improved(found, await opened.suggestion(found, "en"), "en") == found
    assert (better.sentence, better.urgency) == ("I would like some water, please.", found.urgency)


async def test_comprehend_hears_distress_that_no_rule_knows_and_calms_nothing(aws: SmallAws) -> None:
    unclear, alarm = (
        understand(None, "Everything went wrong with the tortoise.", "en"),
        understand(["help"], None, "en"),
    )
    async with improver(ProviderSettings("comprehend")) as opened:
        assert improved(unclear, await opened.suggestion(unclear, "en"), "en") == unclear
        aws.sentiment = 0.99
        assert improved(unclear, await opened.suggestion(unclear, "en"), "en").urgency == "need"
        assert improved(alarm, await opened.suggestion(alarm, "en"), "en") == alarm


async def test_none_is_none(aws: SmallAws) -> None:
    async with opened_improver(ProviderSettings(), get_session(), "eu-central-1", breaker=Breaker) as opened:
        assert opened is None
