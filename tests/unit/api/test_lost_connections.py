"""Which errors mean that a connection to the database is lost, so that the caller hears 503 and repeats."""

from typing import cast

import asyncpg
import pytest

from api.db.pool import Connection, is_lost

# None of these asks the connection anything.
NOBODY = cast(Connection, None)


@pytest.mark.parametrize(
    "error",
    [
        # A server that went between two answers of one message; no host that takes writes is of the same kind.
        asyncpg.InternalClientError("got result for unknown protocol state 3"),
        asyncpg.TargetServerAttributeNotMatched("none of the hosts match"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
        ConnectionResetError(),
    ],
)
def test_the_connection_is_lost(error: Exception) -> None:
    assert is_lost(NOBODY, error)


@pytest.mark.parametrize("error", [asyncpg.UniqueViolationError("twice"), ValueError()])
def test_an_error_of_the_work_says_nothing_against_the_connection(error: Exception) -> None:
    assert not is_lost(NOBODY, error)
