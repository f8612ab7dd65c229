"""Print an access token of an example person."""

from typing import Annotated

import typer

from wolfctl.commands import Json

Name = Annotated[str, typer.Argument(metavar="NAME", help="sam, who presses symbols, or ana, who comes.")]


def command(name: Name, json: Json = False) -> int:
    """Sign Sam or Ana in and print the access token, and nothing else, on stdout.

    For use with curl: -H "Authorization: Bearer $(wolfctl token sam)". It lives for an hour.
    """
    from wolfctl import config
    from wolfctl.adapters import embedded_system, example_people
    from wolfctl.adapters.embedded_stack import EmbeddedStack
    from wolfctl.console import Console

    root = config.find_root()
    environment = config.load("local", root)
    system = embedded_system.attached(root, EmbeddedStack(root, environment))
    users = example_people.UserPools.applied(system.outputs, system.ports.emulator, environment.region)
    token = example_people.sign_in(name, users, system.state).access
    console = Console(json=json)
    # As it is: a console would wrap it at the width of the terminal.
    print(token) if not json else console.result({"name": name, "access_token": token})  # noqa: T201
    return 0
