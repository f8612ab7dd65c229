"""Who is at work."""

import getpass
import os
import socket


def author() -> str:
    """The person whom a pipeline works for, else the user of this machine."""
    return os.environ.get("GITHUB_ACTOR") or f"{_user()}@{socket.gethostname()}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that no user has
        return str(os.getuid())
