"""What every Python peer shares, so that only the framework differs: the token check, the statements, the function."""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

import asyncpg
import jwt
from aiobotocore.config import AioConfig
from aiobotocore.session import get_session

POOL_SIZE = 10
BUDGET = 1_000_000.0
Fill = Callable[[Mapping[str, Any]], Any]


class Refused(Exception):
    """The token proves nothing, the caller asks too often or for what is unknown, or has no relation to the person."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement: how its values are filled in, and what a request calls the first value that it gives."""

    sql: str
    values: list[Fill]
    gives: str | None

    @classmethod
    def of(cls, recorded: Mapping[str, Any]) -> Self:
        """Read a recorded step once, so that no request does."""
        return cls(recorded["sql"], [filled(value) for value in recorded["values"]], recorded["gives"])


class Work:
    """Everything that lives as long as the process."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.plans = {name: [Step.of(step) for step in plan] for name, plan in told["plans"].items()}
        self.keys = {key["kid"]: jwt.PyJWK(key, algorithm="RS256") for key in told["jwks"]["keys"]}
        self.verified: dict[bytes, tuple[str, float]] = {}
        self.accounts = {person["subject"]: person for person in told["people"]}
        self.senders = {f"Bearer {person['token']}".encode(): person for person in told["people"]}
        self.budgets: dict[str, tuple[float, float]] = {}
        self.symbols: bytes = told["symbols"].encode()
        self.known = frozenset(symbol["id"] for symbol in json.loads(self.symbols)["symbols"])
        self.etag = f'"{hashlib.sha256(self.symbols).hexdigest()[:32]}"'

    async def open(self) -> None:
        """Open the pool and the client of the function."""
        self.pool = await asyncpg.create_pool(
            self.told["dsn"], min_size=POOL_SIZE, max_size=POOL_SIZE, reset=leave_as_it_is, ssl=False
        )
        config = AioConfig(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 2})
        self._client = get_session().create_client("lambda", region_name="eu-central-1", config=config)
        self.function = await self._client.__aenter__()

    async def close(self) -> None:
        """Close both."""
        await self._client.__aexit__(None, None, None)
        await self.pool.close()

    def caller(self, authorization: str | None, *, counted: bool = True) -> dict[str, str]:
        """Return who sends this header; what was verified once is remembered, as the API does.

        The request is taken from the caller's budget, unless it is a call for help.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            raise Refused
        digest = hashlib.sha256(token.encode()).digest()
        known = self.verified.get(digest)
        now = datetime.now(UTC).timestamp()
        if known is None or known[1] <= now:
            key = self.keys[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
            if claims["iss"] != self.told["issuer"] or claims["client_id"] != self.told["client_id"]:
                raise Refused
            if claims["token_use"] != "access":
                raise Refused
            known = self.verified[digest] = (claims["sub"], float(claims["exp"]))
        if counted:
            self.count(known[0])
        account: dict[str, str] = self.accounts[known[0]]
        return account

    def count(self, subject: str) -> None:
        """Take one request from a budget: a token bucket."""
        now = time.monotonic()
        left, at = self.budgets.get(subject, (BUDGET, now))
        left = min(BUDGET, left + (now - at) * BUDGET)
        if left < 1:
            raise Refused
        self.budgets[subject] = (left - 1, now)

    def check(self, symbols: list[str] | None) -> None:
        """Refuse symbols that are not in the vocabulary."""
        if not self.known.issuperset(symbols or ()):
            raise Refused

    async def seen(self, plan: str, caller: Mapping[str, str], person: str, column: str) -> str:
        """Read as the plan says and return JSON text, if the caller has a relation to the person."""
        row = await self.run(plan, {"account": UUID(caller["account"]), "person": UUID(person)})
        if row is None or row["role"] is None:
            raise Refused
        text: str = row[column]
        return text

    async def press(self, caller: Mapping[str, str], person: str, sentence: str, key: str) -> str:
        """Raise an alert as the plan says, and return the answer as JSON text."""
        own = {
            "account": UUID(caller["account"]),
            "person": UUID(person),
            "caregiver": UUID(caller["caregiver"]),
            "alert": uuid4(),
            "press": uuid4(),
            "now": datetime.now(UTC),
            "key": key,
            "sentence": sentence,
            "dedup": key,
        }
        await self.run("alert", own)
        return json.dumps({"id": str(own["alert"]), "state": "raised", "severity": "urgent", "sentence": sentence})

    async def understand(self, symbols: list[str] | None, text: str | None, locale: str) -> bytes:
        """Ask the function what is meant."""
        payload = json.dumps({"symbols": symbols, "text": text, "locale": locale}).encode()
        answer = await self.function.invoke(FunctionName=self.told["function"], Payload=payload)
        body: bytes = await answer["Payload"].read()
        return body

    async def run(self, plan: str, own: dict[str, Any]) -> asyncpg.Record | None:
        """Say every statement of a plan; return the last row that came back."""
        last = None
        async with self.pool.acquire() as connection:
            for step in self.plans[plan]:
                if not step.values:
                    await connection.execute(step.sql.replace("{account}", str(own["account"])))
                    continue
                row = await connection.fetchrow(step.sql, *[value(own) for value in step.values])
                last = row if row is not None else last
                if step.gives and row is not None:
                    own[step.gives] = row[0]
        return last


def filled(value: Mapping[str, Any]) -> Fill:
    """Return how to fill in a recorded value: a request's own, or one that is always the same."""
    [(kind, held)] = value.items()
    constant: Any = held
    match kind:
        case "own":
            return itemgetter(held)
        case "own_text":
            return lambda own: str(own[held])
        case "list":
            members = [filled(member) for member in held]
            return lambda own: [member(own) for member in members]
        case "bytes":
            constant = bytes.fromhex(held)
        case "time":
            constant = datetime.fromisoformat(held)
        case "uuid":
            constant = UUID(held)
    return lambda _: constant


async def leave_as_it_is(_: Any) -> None:
    """Reset nothing, as the API does: every setting is the transaction's own."""


def told() -> Work:
    """Return the work that the environment tells of."""
    return Work(json.loads(Path(os.environ["BENCH_WORK"]).read_text(encoding="utf-8")))


def new_key() -> str:
    """Return a key for a press that came without one."""
    return secrets.token_hex(16)
