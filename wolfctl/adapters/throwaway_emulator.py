"""An emulated AWS that starts empty and keeps nothing, for plans and tests that touch no environment."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from wolfctl.adapters import local_ports, tool_environment
from wolfctl.adapters.local_ports import HOST
from wolfctl.errors import ToolFailed

PATIENCE = 60.0


@contextmanager
def running(root: Path) -> Iterator[str]:
    """The URL of an emulator on a free port, for as long as the block runs.

    A twelve-digit access key is taken for the account. Raises ToolFailed when it does not start.
    """
    port = local_ports.any_free()
    settings = {"BIND_HOST": HOST, "GATEWAY_PORT": str(port), "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    process = subprocess.Popen(
        [str(tool_environment.ensure(root, "emulator") / "bin" / "python"), "-m", "ministack"],
        env=os.environ | settings | {"PERSIST_STATE": "0", "S3_PERSIST": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://{HOST}:{port}"
    try:
        _wait(process, url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(trust_env=False, timeout=5) as http:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if http.get(f"{url}/_ministack/ready").is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
    raise ToolFailed("The emulator did not start.", hint="Run `wolfctl doctor`.")
