"""Who holds an environment, as a person reads it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.text import Text

from wolfctl.adapters.state_lock import StateLock
from wolfctl.console.durations import spoken


def view(running: str | None, lock: StateLock | None, now: datetime, *, torn: bool = False) -> Text:
    """wolfctl's own lock, then Terraform's; `torn` says that the state was cut short."""
    lines = [f"wolfctl's own lock: {running or 'free'}"]
    if torn:
        lines.append("The state was cut short; the one from before that run lies beside it.")
    if lock is None:
        return Text("\n".join([*lines, "Terraform's lock on the state: free"]))
    lines += [
        "Terraform's lock on the state:",
        f"  who        {lock.who}{' (this machine)' if lock.is_ours else ''}",
        f"  operation  {lock.operation}, Terraform {lock.version or '(unknown)'}",
        f"  since      {_since(lock.since, now)}",
        f"  id         {lock.id or '(unknown)'}",
        f"  at         {lock.where}",
    ]
    return Text("\n".join(lines))


def data(lock: StateLock | None) -> dict[str, Any] | None:
    """The same for programs."""
    return asdict(lock) | {"this_machine": lock.is_ours} if lock else None


def _since(text: str, now: datetime) -> str:
    try:
        taken = datetime.fromisoformat(text)
        return f"{taken:%Y-%m-%d %H:%M:%S} UTC, {spoken((now - taken).total_seconds())} ago"
    except (ValueError, TypeError):
        return text or "(unknown)"
