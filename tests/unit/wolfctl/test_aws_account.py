"""Whose account the credentials belong to."""

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import NoCredentialsError

from wolfctl import config
from wolfctl.adapters import aws_account
from wolfctl.errors import ToolFailed

REPOSITORY = Path(__file__).resolve().parents[3]


class Sts:
    """An STS that knows the caller, or has no credentials to ask with."""

    def __init__(self, account: str | None) -> None:
        self._account = account

    def get_caller_identity(self) -> dict[str, Any]:
        if self._account is None:
            raise NoCredentialsError
        return {"Account": self._account}


def test_aws_says_which_account_it_is() -> None:
    assert aws_account.caller(config.load("prod", REPOSITORY), sts=Sts("123456789012")) == "123456789012"


def test_an_emulated_environment_has_none() -> None:
    assert aws_account.caller(config.load("local", REPOSITORY), sts=Sts("1")) is None


def test_without_credentials_it_says_where_to_sign_in() -> None:
    with pytest.raises(ToolFailed) as caught:
        aws_account.caller(config.load("prod", REPOSITORY), sts=Sts(None))

    assert caught.value.hint == "Sign in to account 123456789012, then run this again."
