"""Checks of what the network lets in."""

from collections.abc import Iterator
from typing import Any

from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.problems import Problem

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
INGRESS_TYPES = ("aws_vpc_security_group_ingress_rule", "aws_security_group", "aws_security_group_rule")


def open_ingress(stack: Stack, ports: list[int] | None = None) -> Iterator[Problem]:
    """No rule may let the internet in: at these ports, or at any port when none are named."""
    for resource, source, first, last in _ingress(stack):
        reached = ports is None or any(first <= port <= last for port in ports)
        if source in _ANYWHERE and reached:
            yield Problem(resource, f"lets {source} in at {'every port' if last >= 65535 else f'{first}-{last}'}")


def _ingress(stack: Stack) -> Iterator[tuple[Resource, str, int, int]]:
    for rule in stack.of("aws_vpc_security_group_ingress_rule"):
        yield from _opened(rule, rule.values, [rule.values.get("cidr_ipv4"), rule.values.get("cidr_ipv6")])
    for rule in stack.of("aws_security_group_rule"):
        if rule.values.get("type") == "ingress":
            yield from _opened(rule, rule.values, _blocks(rule.values))
    for kind in ("aws_security_group", "aws_default_security_group"):
        for group in stack.of(kind):
            for block in group.values.get("ingress") or [] if isinstance(group.values.get("ingress"), list) else []:
                yield from _opened(group, block, _blocks(block))


def _blocks(values: Any) -> list[Any]:
    listed = [values.get("cidr_blocks"), values.get("ipv6_cidr_blocks")]
    return [block for blocks in listed if isinstance(blocks, list) for block in blocks]


def _opened(resource: Resource, values: Any, sources: list[Any]) -> Iterator[tuple[Resource, str, int, int]]:
    protocol = str(values.get("ip_protocol", values.get("protocol")))
    first, last = values.get("from_port"), values.get("to_port")
    every = protocol == "-1" or not isinstance(first, int) or not isinstance(last, int)
    for source in sources:
        if isinstance(source, str):
            yield resource, source, 0 if every else first, 65535 if every else last
