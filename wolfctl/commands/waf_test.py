"""Send attacks and harmless requests to the REST entry, and say what the firewall made of them."""

from typing import Annotated

import typer

from wolfctl.commands import EnvironmentName, Json, Yes

Rate = Annotated[float, typer.Option("--rate", metavar="N", min=0.5, max=20, help="Most requests a second.")]


def command(env: EnvironmentName, rate: Rate = 5, yes: Yes = False, json: Json = False) -> int:
    """Send attacks and harmless requests to the REST entry, and say what the firewall made of them, by rule.

    No request carries a token: what is let through reads and changes nothing. local has no firewall of its own; nginx
    with OWASP's rules stands in where it is installed.
    Exit codes: 0 all went right, 2 an attack came through or something harmless did not, 1 it failed.
    """
    from datetime import UTC, datetime

    from wolfctl import config, execute, firewall_test
    from wolfctl.console import Console, firewall_view
    from wolfctl.workflows import agreement
    from wolfctl.workflows.firewall_test import verdict
    from wolfctl.workflows.firewall_test.requests import packaged, requests

    console, root = Console(json=json), config.find_root()
    environment = config.load(env, root)
    asked = requests(packaged(), stand_in=not environment.on_aws)
    if word := agreement.word(environment, yes=yes):
        console.ask(f"Send {len(asked)} requests, attacks among them, to {env}? Type", word)
    url = str(execute.outputs(environment, root)["rest_api_url"])
    run = f"wolfctl-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    with firewall_test.before(environment, root, url) as firewall:
        console.note(f"Sending {len(asked)} requests to {url}, {rate:g} a second at most")
        outcomes = firewall_test.carry_out(firewall, asked, run, rate)
    told = {"firewall": firewall.name, "stand_in": firewall.stand_in}
    data = verdict.document({"environment": env, "url": url, "run": run, **told}, outcomes)
    console.result(data, *firewall_view.view(env, firewall.name, outcomes, stand_in=firewall.stand_in))
    return 0 if data["passed"] else 2
