"""One connection to a database node: a psql that stays open, for wolfctl's own questions as the superuser."""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from wolfctl.adapters.postgres_binaries import PostgresBinaries
from wolfctl.errors import WolfctlError

END = "--end-of-answer--"
LONGEST_ANSWER = 4 * 1024 * 1024


class Unreachable(WolfctlError):
    """The node refused the connection, or broke it."""


class Silent(WolfctlError):
    """The node took the question and has not answered in time."""


class StatementFailed(WolfctlError):
    """The node answered that the statement cannot be done."""


class Psql:
    """Asks one node, one statement at a time, over its Unix socket."""

    def __init__(self, binaries: PostgresBinaries, sockets: Path, port: int, database: str = "postgres") -> None:
        self._command = binaries.command(
            "psql",
            *("-X", "-q", "-A", "-t", "-v", "VERBOSITY=terse"),
            *("-h", str(sockets), "-p", str(port), "-U", "postgres", "-d", database),
        )
        self._process: Process | None = None

    async def ask(self, statement: str, *, patience: float = 10.0) -> list[list[str]]:
        """The rows of one statement, each a list of texts; connects first when necessary.

        Raises Unreachable, Silent or StatementFailed.
        """
        try:
            async with asyncio.timeout(patience):
                return await self._ask(statement)
        except TimeoutError as error:
            await self.close()
            raise Silent("A database node does not answer.", why=f"Nothing within {patience:g} s.") from error
        except (BrokenPipeError, ConnectionResetError) as error:
            await self.close()
            raise Unreachable("A database node cannot be reached.") from error

    async def close(self) -> None:
        """End the connection; asking again opens a new one."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            # Not process.kill(): it reaps a child that has just ended, and asyncio then misses it.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        await process.wait()

    async def _ask(self, statement: str) -> list[list[str]]:
        if self._process is None or self._process.returncode is not None:
            await self.close()
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                limit=LONGEST_ANSWER,
                env={"PATH": os.environ.get("PATH", ""), "PGCONNECT_TIMEOUT": "2", "LC_ALL": "C"},
            )
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            raise Unreachable("psql was started without its pipes.")
        pipe_in.write(f"{statement.rstrip(';')};\n\\echo {END} :ERROR :LAST_ERROR_MESSAGE\n".encode())
        await pipe_in.drain()
        rows: list[list[str]] = []
        while line := (await pipe_out.readline()).decode():
            text = line.rstrip("\n")
            if not text.startswith(END):
                rows.append(text.split("|"))
                continue
            failed, _, message = text.removeprefix(END).strip().partition(" ")
            if failed == "true":
                raise StatementFailed("The database refused a statement.", why=message)
            return rows
        await self.close()
        raise Unreachable("A database node cannot be reached.")
