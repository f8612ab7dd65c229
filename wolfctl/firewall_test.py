"""Sends a test's requests through an environment's firewall, or through the one that stands in for it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wolfctl.adapters import crs_proxy, environment_clients, firewall_log, raw_requests
from wolfctl.config import Environment
from wolfctl.workflows.firewall_test import stand_in
from wolfctl.workflows.firewall_test.requests import MARK, Request
from wolfctl.workflows.firewall_test.verdict import Outcome, outcome


@dataclass(frozen=True)
class Firewall:
    """Where requests go in, and how to tell what became of them.

    `blocked` judges status and headers of an answer; `acted` gives the rules that acted by the mark of a request, once
    this many of a run were blocked.
    """

    name: str
    stand_in: bool
    url: str
    blocked: Callable[[int, Mapping[str, str]], bool]
    acted: Callable[[str, int], Mapping[str, tuple[str, ...]]]


@contextmanager
def before(environment: Environment, root: Path, url: str) -> Iterator[Firewall]:
    """The firewall before the REST entry at `url`: AWS's own, or nginx with OWASP's rules before an emulated one.

    Raises ToolMissing where that is not installed, ToolFailed when nothing answers at the URL.
    """
    raw_requests.send(url, "GET", "/health/live", {}, None)
    if environment.on_aws:
        yield _of_aws(environment, root, url)
        return
    nginx = crs_proxy.program(stand_in.NEEDED, stand_in.PACKAGES)
    modules = root / "modules" / "edge"
    own = stand_in.own_rules(
        *((modules / name).read_text(encoding="utf-8") for name in ("waf.tf", "firewall/rules.tf"))
    )
    folder = root / ".wolf" / environment.environment / "tmp"
    nginx_text = partial(stand_in.nginx_text, upstream=url)
    with crs_proxy.running(folder, nginx, partial(stand_in.rules_text, own), nginx_text) as proxy:
        yield Firewall(
            name="nginx with ModSecurity, OWASP Core Rule Set",
            stand_in=True,
            url=proxy.url,
            blocked=lambda _, headers: stand_in.PASSED.lower() not in headers,
            acted=lambda _run, _blocked: dict(stand_in.acted(line, MARK) for line in proxy.log()),
        )


def carry_out(
    firewall: Firewall,
    requests: Sequence[Request],
    run: str,
    rate: float,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Outcome, ...]:
    """Send every request, at most `rate` a second, and say what came of each.

    They carry no token: what is let through is refused by the gateway, so nothing is read and nothing is changed.
    Raises ToolFailed when there is no answer.
    """
    answers: list[tuple[Request, int, bool]] = []
    begun = clock()
    for number, request in enumerate(requests):
        sleep(max(0.0, begun + number / rate - clock()))
        headers = {**request.headers, MARK: f"{run}-{request.number}"}
        status, seen = raw_requests.send(firewall.url, request.method, request.target, headers, request.body)
        answers.append((request, status, firewall.blocked(status, seen)))
    acted = firewall.acted(run, sum(blocked for _, _, blocked in answers))
    return tuple(
        outcome(request, status, acted.get(f"{run}-{request.number}", ()), blocked=blocked)
        for request, status, blocked in answers
    )


def _of_aws(environment: Environment, root: Path, url: str) -> Firewall:
    """AWS's own: only it answers 403 to a request without a token, to which the gateway says 401 (decision 78)."""
    logs = environment_clients.client("logs", environment, root)
    group, since = f"aws-waf-logs-alphawolf-{environment.environment}-rest", time.time()
    return Firewall(
        name="AWS WAF",
        stand_in=False,
        url=url,
        blocked=lambda status, _: status == 403,
        acted=lambda run, blocked: firewall_log.acted(logs, group, MARK, run, since, blocked),
    )
