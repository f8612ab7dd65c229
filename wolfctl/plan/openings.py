"""What a plan opens: permissions that name everything, principals that are everybody, doors to the whole internet."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

Opening = tuple[Literal["permissions", "public access"], str]

POLICIES = ("policy", "assume_role_policy", "access_policy", "repository_policy")
EVERYWHERE = {"0.0.0.0/0", "::/0"}
# Managed policies that let their holder do, or come to do, anything.
MIGHTY = {"AdministratorAccess", "IAMFullAccess", "PowerUserAccess"}


def openings(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Opening]:
    """What a resource of this type opens that it did not open before; `before` is empty for a new one."""
    for name in POLICIES:
        yield from _new(set(_grants(before.get(name))), _grants(after.get(name)))
    yield from _new(set(_doors(kind, before)), _doors(kind, after))
    policy = str(after.get("policy_arn") or "").rpartition("/")[2]
    if kind.endswith("_policy_attachment") and policy in MIGHTY and after.get("policy_arn") != before.get("policy_arn"):
        yield "permissions", f"{policy} is granted"
    if kind == "aws_lambda_permission" and after.get("principal") == "*" != before.get("principal"):
        yield "public access", "everybody may call the function"


def _new(known: set[Opening], found: Iterator[Opening]) -> Iterator[Opening]:
    for opening in dict.fromkeys(found):
        if opening not in known:
            yield opening


def _grants(policy: Any) -> Iterator[Opening]:
    """What the statements of a policy grant without a limit."""
    for statement in _statements(policy):
        if statement.get("Effect") != "Allow":
            continue
        if "NotAction" in statement:
            yield "permissions", "it allows every action but those named"
        whole = [action for action in _texts(statement.get("Action")) if action == "*" or action.endswith(":*")]
        if whole:
            where = "every resource" if "*" in _texts(statement.get("Resource")) else "what it names"
            yield "permissions", f"it allows {', '.join(whole)} on {where}"
        if not statement.get("Condition") and _is_everybody(statement.get("Principal")):
            yield "public access", f"it allows everybody {', '.join(_texts(statement.get('Action')))}"


def _statements(policy: Any) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(policy) if isinstance(policy, str) else {}
    except ValueError:
        return []
    found = document.get("Statement", []) if isinstance(document, dict) else []
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _texts(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [] if value is None else [value])]


def _is_everybody(principal: Any) -> bool:
    given = principal.values() if isinstance(principal, dict) else [principal]
    return any("*" in _texts(one) for one in given)


def _doors(kind: str, values: Mapping[str, Any]) -> Iterator[Opening]:
    """The ports that a security group opens to everywhere."""
    match kind:
        case "aws_vpc_security_group_ingress_rule":
            doors = [values]
        case "aws_security_group_rule" if values.get("type") == "ingress":
            doors = [values]
        case "aws_security_group" | "aws_default_security_group":
            doors = [one for one in values.get("ingress") or () if isinstance(one, dict)]
        case _:
            return
    for door in doors:
        given = [door.get("cidr_ipv4"), door.get("cidr_ipv6")]
        given += [*(door.get("cidr_blocks") or ()), *(door.get("ipv6_cidr_blocks") or ())]
        for source in sorted(EVERYWHERE.intersection(one for one in given if isinstance(one, str))):
            yield "public access", f"{_ports(door)} open to {source}"


def _ports(door: Mapping[str, Any]) -> str:
    first, last = door.get("from_port"), door.get("to_port")
    if first is None or str(door.get("ip_protocol", door.get("protocol"))) == "-1":
        return "every port is"
    return f"port {first} is" if first == last else f"ports {first} to {last} are"
