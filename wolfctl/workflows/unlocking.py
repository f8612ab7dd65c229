"""When a lock may be let go of."""

from collections.abc import Sequence

from wolfctl.errors import Busy


def require_left_over(name: str, running: str | None, pids: Sequence[int]) -> None:
    """Raise Busy while whoever holds an environment is at work on this machine.

    `running` is who holds wolfctl's own lock, `pids` are Terraforms at work on the environment.
    """
    if running or pids:
        others = ", ".join(str(pid) for pid in pids)
        who = running or f"a Terraform at work on it (pid {others})"
        raise Busy(
            f"{name} is not left over: it is being worked on.",
            why=f"It is held by {who}.",
            hint="Wait until it has ended, or stop it with Ctrl-C where it runs; what it holds is then let go of.",
        )


def warning(who: str, *, ours: bool) -> str:
    """What to think of before agreeing."""
    if ours:
        return "Nothing on this machine works with it any longer."
    return f"It was taken on another machine ({who}): only those who work there know whether it is still needed."
