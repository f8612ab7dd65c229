"""The labelled utterances, read once."""

import pytest

from tests.unit.api.intents.labelled import Labelled, labelled


@pytest.fixture(scope="session", params=["en", "es"])
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def corpus(locale: str) -> list[Labelled]:
    return labelled(locale)
