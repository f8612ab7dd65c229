"""Credentials are read anew when they are refused, once for everybody, and never in a storm."""

import asyncio

import pytest

from api.db.credentials import Credentials, CurrentCredentials

OLD, NEW, NEWER = (Credentials("user", word) for word in ("old", "new", "newer"))


class Secret:
    """A secret that is read slowly, and how often it was."""

    def __init__(self, held: Credentials) -> None:
        self.held = held
        self.reads = 0

    async def fetch(self) -> Credentials:
        self.reads += 1
        await asyncio.sleep(0.01)
        return self.held


async def test_what_the_process_was_started_with_is_used_without_reading_the_secret() -> None:
    secret = Secret(NEW)
    assert await CurrentCredentials(OLD, secret.fetch).get() == OLD
    assert secret.reads == 0


async def test_without_any_the_secret_is_read_once() -> None:
    secret = Secret(NEW)
    current = CurrentCredentials(fetch=secret.fetch)
    assert await asyncio.gather(*(current.get() for _ in range(20))) == [NEW] * 20
    assert secret.reads == 1


async def test_of_many_who_are_refused_one_reads_the_secret() -> None:
    secret = Secret(NEW)
    current = CurrentCredentials(OLD, secret.fetch)
    assert await asyncio.gather(*(current.after(OLD) for _ in range(20))) == [NEW] * 20
    assert secret.reads == 1


async def test_a_secret_that_holds_what_is_refused_is_read_once_a_second_at_most() -> None:
    secret = Secret(OLD)
    current = CurrentCredentials(OLD, secret.fetch)
    assert await asyncio.gather(*(current.after(OLD) for _ in range(20))) == [None] * 20
    assert secret.reads == 1
    secret.held = NEW
    await asyncio.sleep(1.05)
    assert await current.after(OLD) == NEW


async def test_who_was_refused_late_takes_what_was_read_meanwhile() -> None:
    secret = Secret(NEW)
    current = CurrentCredentials(OLD, secret.fetch)
    await current.after(OLD)
    assert await current.after(OLD) == NEW
    assert secret.reads == 1


async def test_a_rotation_is_noticed_without_any_refusal() -> None:
    secret = Secret(NEW)
    current = CurrentCredentials(NEW, secret.fetch)
    assert not await current.refresh()
    secret.held = NEWER
    assert await current.refresh()
    assert await current.get() == NEWER


async def test_a_secret_that_cannot_be_read_leaves_what_is_known() -> None:
    async def unreachable() -> Credentials:
        raise ConnectionError

    current = CurrentCredentials(OLD, unreachable)
    with pytest.raises(ConnectionError):
        await current.refresh()
    assert await current.get() == OLD


def test_a_password_is_never_shown() -> None:
    assert "old" not in repr(OLD)
    assert Credentials.parse(OLD.text()) == OLD
