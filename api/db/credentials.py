"""Who the process signs in as, and how it learns that a rotation has put somebody else in that place."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

REREAD_S = 1.0


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password, as a secret holds them."""

    username: str
    password: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a secret's text, a JSON object with username and password."""
        parsed = json.loads(text)
        return cls(str(parsed["username"]), str(parsed["password"]))

    def text(self) -> str:
        """Return the secret's text."""
        return json.dumps({"username": self.username, "password": self.password})


# Reads the secret; any error means that it cannot be read now.
Fetch = Callable[[], Awaitable[Credentials]]


class CurrentCredentials:
    """The credentials in use, read anew when the database refuses them and now and then, never more than once a second.

    `first` is what the process was started with; without `fetch` nothing ever takes its place.
    """

    def __init__(self, first: Credentials | None = None, fetch: Fetch | None = None) -> None:
        self.known = first
        self._fetch = fetch
        self._lock = asyncio.Lock()
        self._read_at: float | None = None

    async def get(self) -> Credentials:
        """Return the credentials to sign in with, reading them the first time."""
        async with self._lock:
            if self.known is None:
                await self._read()
            if self.known is None:
                raise RuntimeError("neither credentials nor a way to read them were given")
            return self.known

    async def after(self, refused: Credentials) -> Credentials | None:
        """Return what took the place of refused credentials, or nothing when they are still what the secret holds.

        Of many who are refused at once the first reads the secret, the others take what it found.
        """
        async with self._lock:
            if self.known == refused and not self._just_read():
                await self._read()
            return None if self.known == refused else self.known

    async def refresh(self) -> bool:
        """Read the secret and tell whether it changed: old credentials stay good until the next rotation but one."""
        async with self._lock:
            before = self.known
            await self._read()
            return self.known != before

    def _just_read(self) -> bool:
        return self._read_at is not None and asyncio.get_running_loop().time() - self._read_at < REREAD_S

    async def _read(self) -> None:
        if self._fetch is not None:
            self._read_at = asyncio.get_running_loop().time()
            self.known = await self._fetch()
