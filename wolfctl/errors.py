"""Everything that wolfctl can say went wrong; `wolfctl.cli` alone turns one into text and an exit code.

WolfctlError
├── NotFound          no environment, file or output of that name
├── BadEnvironment    an envs/*.yaml file says something that cannot be used
├── BadTemplate       infra/ cannot be rendered with these values
├── Refused           the person did not agree, or the environment forbids it
├── Busy              another run holds what this one needs
├── NoSpace           the disk cannot take what is about to be written
├── ToolMissing       a program that this verb needs cannot be had
├── ToolFailed        a program ran and reported failure
└── Interrupted       a signal ended the work, and what it ran has stopped
"""


class WolfctlError(Exception):
    """Carries what went wrong, why, and what to do about it."""

    def __init__(self, message: str, *, why: str = "", hint: str = "", exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.why = why
        self.hint = hint
        self.exit_code = exit_code


class NotFound(WolfctlError):
    """Nothing has the name that was asked for."""


class BadEnvironment(WolfctlError):
    """An environment file holds an unknown key, a wrong value, or misses one."""


class BadTemplate(WolfctlError):
    """A template names a value that it was not given, or is not valid Jinja2."""


class Refused(WolfctlError):
    """The work was not agreed to, so nothing was changed."""


class Busy(WolfctlError):
    """Another process is at work on the same thing."""


class NoSpace(WolfctlError):
    """The disk has less room than the next step needs."""


class ToolMissing(WolfctlError):
    """A program or package that the step needs is not there and cannot be fetched."""


class ToolFailed(WolfctlError):
    """A program that was started reported failure."""


class Interrupted(WolfctlError):
    """A signal arrived; the running program was told, and has ended."""
