"""Say who holds an environment, and let go of a lock that nobody is behind any longer."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json, Yes

Show = Annotated[bool, typer.Option("--show", help="Only say who holds it; exit with 2 when somebody does.")]


def command(env: EnvironmentName, show: Show = False, yes: Yes = False, json: Json = False) -> int:
    """Say who holds an environment, and let go of a lock that a killed run left behind, once agreed.

    A state on this machine that was cut short is put back as it was before that run. Refused while whoever holds it is
    at work on this machine.
    """
    import asyncio
    from datetime import UTC, datetime

    from wolfctl import config, execute
    from wolfctl.adapters import local_state, run_lock, state_lock
    from wolfctl.console import Console, lock_view
    from wolfctl.workflows import agreement, unlocking

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    running, lock = run_lock.holder(root, env), state_lock.find(environment, root)
    torn = not environment.on_aws and running is None and local_state.is_torn(root, env)
    told = lock_view.view(running, lock, datetime.now(UTC), torn=torn)
    found = {"environment": env, "run_lock": running, "state_lock": lock_view.data(lock), "torn": torn}
    if show or not (running or lock or torn):
        console.result({**found, "released": False}, told)
        return 2 if show and (running or lock or torn) else 0
    console.note(told)
    unlocking.require_left_over(env, running, state_lock.at_work(environment, root))
    if lock and (word := agreement.word(environment, yes=yes)):
        console.ask(f"{unlocking.warning(lock.who, ours=lock.is_ours)} To let go of it, type", word)
    asyncio.run(execute.release(environment, root, lock, console.note))
    console.result({**found, "released": True}, f"The state of {env} is free.")
    return 0
