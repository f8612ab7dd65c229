"""The machine that a run had, as far as its figures depend on it."""

import os
from pathlib import Path
from typing import Any

import psutil

# Linux shares a CPU out between sessions first, each with a nice value of its own (sched(7), autogroup).
AUTOGROUP = Path("/proc/self/autogroup")


def machine() -> dict[str, Any]:
    """Return the number of cores, the load average, and how far the run was put before or after others (nice)."""
    told = AUTOGROUP.read_text(encoding="utf-8") if AUTOGROUP.exists() else "nice 0"
    nice = os.getpriority(os.PRIO_PROCESS, 0) + int(told.rpartition("nice ")[2])
    return {"cores": psutil.cpu_count(), "load": round(os.getloadavg()[0], 1), "nice": nice}


def told_of(machine: dict[str, Any]) -> str:
    """Return it in words."""
    preferred = f", the run at nice {machine['nice']:g} before what else was at work" if machine["nice"] else ""
    return f"{machine['cores']} cores{preferred}, load average {machine['load']:g}"
