"""Print an access token of an example person."""

from typing import TYPE_CHECKING, Annotated

import typer

from wolfctl.commands import Json, MachineEnvironment, in_containers

if TYPE_CHECKING:
    from pathlib import Path

    from wolfctl.console import Console

Name = Annotated[str, typer.Argument(metavar="NAME", help="sam, who presses symbols, or ana, who comes.")]
Typed = Annotated[
    bool, typer.Option("--sign-in", help="Print instead what to type into the console: name, password, one-time code.")
]


def command(name: Name, env: MachineEnvironment = "local", typed: Typed = False, json: Json = False) -> int:
    """Sign Sam or Ana in and print the access token, and nothing else, on stdout.

    For use with curl: -H "Authorization: Bearer $(wolfctl token sam)". It lives for an hour.
    With --sign-in it prints what a person types to sign in to the console; the code is good for half a minute.
    With --env localstack, where nobody signs in, this checkout's own key signs the token.
    """
    from dataclasses import asdict

    from wolfctl import config
    from wolfctl.adapters import embedded_system, example_people
    from wolfctl.adapters.embedded_stack import EmbeddedStack
    from wolfctl.console import Console

    root = config.find_root()
    if in_containers(env):
        return _signed_here(name, typed, Console(json=json), root)
    environment = config.load("local", root)
    system = embedded_system.attached(root, EmbeddedStack(root, environment))
    console = Console(json=json)
    if typed:
        form = asdict(example_people.typed(name, system.state))
        if json:
            console.result(form)
        else:
            print("\n".join(f"{label:9} {text}" for label, text in form.items() if text))  # noqa: T201
        return 0
    users = example_people.UserPools.applied(system.outputs, system.ports.emulator, environment.region)
    token = example_people.sign_in(name, users, system.state).access
    return _tell(name, token, console)


def _signed_here(name: str, typed: bool, console: "Console", root: "Path") -> int:
    import time

    from wolfctl.containers.state import ComposedState
    from wolfctl.errors import Refused

    if typed:
        raise Refused("Nobody signs in to containers.", hint="Leave --sign-in out; the token is taken as it is.")
    state = ComposedState(root)
    state.require()
    return _tell(name, state.issuer.token(name, time.time()), console)


def _tell(name: str, token: str, console: "Console") -> int:
    # As it is: a console would wrap it at the width of the terminal.
    print(token) if not console.json else console.result({"name": name, "access_token": token})  # noqa: T201
    return 0
