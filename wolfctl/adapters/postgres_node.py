"""One PostgreSQL server of the pair: made, copied, started and stopped."""

import asyncio
import os
import shutil
import signal
import stat
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psutil

from wolfctl.adapters import processes
from wolfctl.adapters.local_ports import HOST
from wolfctl.adapters.postgres_binaries import PostgresBinaries
from wolfctl.adapters.psql import Psql, Unreachable
from wolfctl.adapters.state_folder import StateFolder
from wolfctl.errors import Refused, ToolFailed

LONGEST_SOCKET_PATH = 107
# Durable on two nodes; statements and key values, which may be health data, stay out of the log.
SETTINGS = {
    "listen_addresses": HOST,
    "password_encryption": "scram-sha-256",
    "wal_level": "replica",
    "max_wal_senders": "6",
    "wal_keep_size": "256MB",
    "wal_retrieve_retry_interval": "200ms",
    "wal_sender_timeout": "10s",
    "wal_receiver_timeout": "10s",
    "hot_standby": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class PostgresNode:
    """A data folder, a port and the programs that work on them."""

    name: str
    port: int
    state: StateFolder
    binaries: PostgresBinaries

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.state.postgres / self.name

    @property
    def process_name(self) -> str:
        """The name by which its processes are found."""
        return f"postgres-{self.name}"

    @property
    def sockets(self) -> Path:
        """The folder of its Unix sockets."""
        return socket_folder(self.state)

    def exists(self) -> bool:
        """Whether it was made."""
        return (self.data / "PG_VERSION").exists()

    def is_standby(self) -> bool:
        """Whether the files say that this node follows another."""
        return (self.data / "standby.signal").exists()

    def timeline(self) -> int:
        """How many promotions lie behind this node's data: the newest history file names it."""
        return max((int(path.stem, 16) for path in (self.data / "pg_wal").glob("????????.history")), default=1)

    def process(self) -> psutil.Process | None:
        """Its first process, None while it does not run."""
        return processes.main_process(self.state, self.process_name)

    def connect(self, database: str = "postgres") -> Psql:
        """A session as the superuser, opened when it is first asked."""
        return Psql(self.binaries, self.sockets, self.port, database)

    async def create(self) -> None:
        """Make an empty, checksummed cluster that nobody enters from outside without a password."""
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.state.postgres.mkdir(parents=True, exist_ok=True, mode=0o700)
        await self._run(
            "initdb", "-D", str(unfinished), "-U", "postgres", "-E", "UTF8", "--locale=C", "-k", "-A", "peer"
        )
        self._write(
            unfinished / "pg_hba.conf",
            "local all         postgres peer map=wolfctl\n"
            "local replication postgres peer map=wolfctl\n"
            f"host  all all {HOST}/32 scram-sha-256\n",
        )
        self._write(unfinished / "pg_ident.conf", f"wolfctl {self.binaries.user_name} postgres\n")
        unfinished.replace(self.data)

    async def copy_from(self, primary: "PostgresNode") -> None:
        """Become a fresh standby of another node, whatever was here before."""
        unfinished = self.data.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        source = f"host={primary.sockets} port={primary.port} user=postgres"
        await self._run("pg_basebackup", "-D", str(unfinished), "-d", source, "-R", "-X", "stream", "-c", "fast")
        # Once promoted it must write without waiting for a standby of its own, until it has one.
        with (unfinished / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.write("synchronous_standby_names = ''\n")
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished.replace(self.data)

    def start(self) -> psutil.Process:
        """Run the server; it answers a little later."""
        self._own_sockets()
        if not self._server_processes():
            # Left by a kill. PostgreSQL would judge them by a process id, which may be somebody else's by now.
            socket = self.sockets / f".s.PGSQL.{self.port}"
            for left in (self.data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
                left.unlink(missing_ok=True)
        own = {"port": str(self.port), "unix_socket_directories": str(self.sockets), "cluster_name": self.name}
        options = [part for key, value in (SETTINGS | own).items() for part in ("-c", f"{key}={value}")]
        command = self.binaries.command("postgres", "-D", str(self.data), *options)
        return processes.start(processes.Service(self.process_name, command), self.state)

    async def answers(self, *, patience: float = 60.0) -> None:
        """Wait until the server takes questions.

        Raises ToolFailed with the end of its log when it ends instead, or never does.
        """
        connection = self.connect()
        try:
            async with asyncio.timeout(patience):
                while True:
                    try:
                        await connection.ask("SELECT 1", patience=patience)
                    except Unreachable:
                        if self.process() is None:
                            raise self._failure("ended instead of starting") from None
                        await asyncio.sleep(0.05)
                    else:
                        return
        except TimeoutError as error:
            raise self._failure(f"did not start within {patience:g} s") from error
        finally:
            await connection.close()

    async def stop(self) -> None:
        """Shut down without waiting for clients; everything acknowledged is on disk."""
        if process := self.process():
            await processes.stop(process, signal.SIGINT, patience=20)

    async def fence(self) -> None:
        """Make sure that this node accepts nothing more, backends whose server was killed included."""
        await processes.kill(self._server_processes())

    def _server_processes(self) -> list[psutil.Process]:
        return processes.working_in(self.data)

    async def _run(self, program: str, *arguments: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *self.binaries.command(program, *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=processes.environment(self.state, f"{program}-{self.name}"),
        )
        _, stderr = await process.communicate()
        if process.returncode:
            raise ToolFailed(
                f"{program} failed for database node {self.name}.",
                why=stderr.decode()[-1000:].strip(),
                hint="Free what it names; `wolfctl down --forget` makes both nodes anew, without their data.",
            )

    def _own_sockets(self) -> None:
        """Make the socket folder; who may enter it may become superuser, so it must not be somebody else's."""
        self.sockets.mkdir(exist_ok=True, mode=0o700)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), self.binaries.user_id):
            raise Refused(
                f"{self.sockets} belongs to somebody else.", hint="Remove it, or move the checkout to a shorter path."
            )
        if os.geteuid() == 0:
            os.chown(self.sockets, self.binaries.user_id, self.binaries.user_id)
        self.sockets.chmod(0o700)

    def _write(self, path: Path, content: str) -> None:
        path.write_text(content, encoding="utf-8")
        if os.geteuid() == 0:
            os.chown(path, self.binaries.user_id, self.binaries.user_id)

    def _failure(self, what: str) -> ToolFailed:
        log = self.state.log(self.process_name)
        return ToolFailed(
            f"Database node {self.name} {what}.",
            why=processes.last_lines(log, 6),
            hint=f"Its log is {log}.",
        )


def socket_folder(state: StateFolder) -> Path:
    """A folder for Unix sockets: the checkout's own, or one elsewhere when that path is too long for a socket."""
    folder = state.folder / "sockets"
    if len(os.fsencode(folder / ".s.PGSQL.12345")) <= LONGEST_SOCKET_PATH:
        return folder
    digest = sha256(os.fsencode(state.folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"alphawolf-{os.geteuid()}-{digest}"
