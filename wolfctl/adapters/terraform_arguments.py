"""Argument lists for Terraform, built by python-terraform from the options that today's Terraform takes.

Its own `plan`, `apply`, `init` and `destroy` add options that Terraform no longer has, so only its list builder serves.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from python_terraform import IsFlagged
from python_terraform import Terraform as ListBuilder


def init(*, backend: bool = True, readonly_lock: bool = False) -> list[str]:
    """Fetch providers and modules; `readonly_lock` forbids other provider hashes than those pinned."""
    return _words(
        "init",
        json=IsFlagged,
        input=False,
        reconfigure=IsFlagged if backend else None,
        backend=None if backend else False,
        lockfile="readonly" if readonly_lock else None,
    )


def plan(
    file: Path,
    *,
    destroy: bool = False,
    refresh: bool = True,
    lock: bool = True,
    parallelism: int | None = None,
) -> list[str]:
    """Write a plan to `file`; exit code 2 says that it has changes."""
    return _words(
        "plan",
        json=IsFlagged,
        input=False,
        detailed_exitcode=IsFlagged,
        lock=None if lock else False,
        lock_timeout="30s" if lock else None,
        destroy=IsFlagged if destroy else None,
        refresh=None if refresh else False,
        parallelism=parallelism,
        out=str(file),
    )


def refresh_only(file: Path, *, parallelism: int | None = None) -> list[str]:
    """Write to `file` what is there now beside the state; the state is neither locked nor written."""
    return _words(
        "plan",
        json=IsFlagged,
        input=False,
        refresh_only=IsFlagged,
        lock=False,
        parallelism=parallelism,
        out=str(file),
    )


def apply(file: Path, *, parallelism: int | None = None) -> list[str]:
    """Carry out a saved plan, which holds its variables already."""
    return _words("apply", str(file), json=IsFlagged, input=False, lock_timeout="30s", parallelism=parallelism)


def plan_and_apply(*, parallelism: int | None = None, targets: Sequence[str] = ()) -> list[str]:
    """Plan and carry it out in one run, with no file between and nobody asked."""
    return _words(
        "apply",
        json=IsFlagged,
        input=False,
        auto_approve=IsFlagged,
        lock_timeout="30s",
        parallelism=parallelism,
        target=list(targets) or None,
    )


def _words(verb: str, *positional: str, **options: object) -> list[str]:
    # the builder looks for a state file below its working folder; here there is none to find
    builder = ListBuilder(working_dir=os.devnull, terraform_bin_path="terraform")
    words: list[str] = builder.generate_cmd_string(verb, *positional, **options)
    return words[1:]
