"""Checks of what policies permit: to identities, on keys, and to whoever speaks plain HTTP."""

import fnmatch
from collections.abc import Callable, Iterator

from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.policy_documents import UnreadableError, statements
from wolfctl.workflows.compliance.problems import Problem
from wolfctl.workflows.compliance.statements import Statement

CUSTOMER_POLICIES = ("aws_iam_policy",)
INLINE_POLICIES = ("aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy")
_UNREADABLE = "`{}` is not known before apply and its statements are not written in its module"


def customer_policies_allow_kms(stack: Stack, patterns: list[str]) -> Iterator[Problem]:
    """No customer-managed policy may allow these key actions on every key."""
    yield from _kms_on_every_key(stack, CUSTOMER_POLICIES, patterns)


def inline_policies_allow_kms(stack: Stack, patterns: list[str]) -> Iterator[Problem]:
    """No inline policy may allow these key actions on every key."""
    yield from _kms_on_every_key(stack, INLINE_POLICIES, patterns)


def policies_grant_administration(stack: Stack) -> Iterator[Problem]:
    """No customer-managed policy may allow every action on every resource."""

    def wrong(statement: Statement) -> str | None:
        everything = "*" in statement.actions or bool(statement.not_actions)
        return "allows every action on every resource" if everything and statement.on_everything() else None

    yield from _allowed(stack, CUSTOMER_POLICIES, wrong)


def policies_grant_full_service(stack: Stack) -> Iterator[Problem]:
    """No customer-managed policy may allow every action of a service."""

    def wrong(statement: Statement) -> str | None:
        full = [a for a in statement.actions if a and (a == "*" or a.endswith(":*"))]
        return f"allows {', '.join(full)}" if full else None

    yield from _allowed(stack, CUSTOMER_POLICIES, wrong)


def plain_http_denied(stack: Stack, subject: str, policy: str, to: str, action: str) -> Iterator[Problem]:
    """Each `subject` has a `policy` resource, tied by attribute `to`, that denies `action` without TLS."""
    for resource in stack.of(subject):
        policies = stack.naming(resource, policy, to)
        if not policies:
            yield Problem(resource, f"no {policy} refers to it")
        elif not any(_denies_plain_http(stack, found, action) for found in policies):
            yield Problem(resource, f"{policies[0].address} does not deny {action} without TLS")


def denied_to_everybody(stack: Stack, subject: str, policy: str, to: str, actions: list[str]) -> Iterator[Problem]:
    """Each `subject` has a `policy` resource, tied by attribute `to`, that denies everybody `actions` on everything.

    AWS Config wants principal and resource as wildcards:
    https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html
    """
    for resource in stack.of(subject):
        denials = [s for found in stack.naming(resource, policy, to) for s in _denials(stack, found)]
        everybody = [s for s in denials if "*" in s.principals and s.on_everything() and not s.conditions]
        allowed = [action for action in actions if not any(s.covers(action) for s in everybody)]
        if allowed:
            yield Problem(resource, f"no {policy} denies everybody {', '.join(allowed)}")


def key_policies_name_principals(stack: Stack) -> Iterator[Problem]:
    """No key policy may allow anyone: a principal `*` needs the caller's account or service as a condition."""
    for key in stack.of("aws_kms_key"):
        try:
            for statement in statements(stack, key, "policy"):
                if statement.allows and "*" in statement.principals and not statement.conditions:
                    yield Problem(key, "its policy allows principal * without a condition")
        except UnreadableError:
            yield Problem(key, _UNREADABLE.format("policy"))


def federated_trust_is_exact(stack: Stack, issuer: str) -> Iterator[Problem]:
    """A role that trusts an OIDC issuer names exact subjects: no wildcard, none missing."""
    for role in stack.of("aws_iam_role"):
        try:
            trusts = statements(stack, role, "assume_role_policy")
        except UnreadableError:
            yield Problem(role, _UNREADABLE.format("assume_role_policy"))
            continue
        for statement in (s for s in trusts if "sts:AssumeRoleWithWebIdentity" in s.actions):
            compared = [(test, values) for test, name, values in statement.conditions if name == f"{issuer}:sub"]
            if not compared:
                yield Problem(role, f"trusts {issuer} without a condition on {issuer}:sub")
            for test, values in compared:
                if test != "StringEquals":
                    yield Problem(role, f"compares {issuer}:sub by {test}, must be: StringEquals")
                for subject in values:
                    if subject and "*" in subject:
                        yield Problem(role, f"trusts any subject that matches {subject}")


def _kms_on_every_key(stack: Stack, types: tuple[str, ...], patterns: list[str]) -> Iterator[Problem]:
    def wrong(statement: Statement) -> str | None:
        every_key = any(r in ("*", "arn:aws:kms:*:*:key/*") for r in statement.resources)
        blocked = [a for a in statement.actions if a and _overlaps(a, patterns)]
        return f"allows {', '.join(blocked)} on every key" if every_key and blocked else None

    yield from _allowed(stack, types, wrong)


def _overlaps(action: str, patterns: list[str]) -> bool:
    """True when the action and a pattern have calls in common; the pattern `kms:*` means the whole service at once."""
    lowered = action.lower()
    for pattern in (p.lower() for p in patterns):
        whole_service = pattern.endswith(":*")
        if fnmatch.fnmatch(pattern, lowered) or (not whole_service and fnmatch.fnmatch(lowered, pattern)):
            return True
    return False


def _allowed(stack: Stack, types: tuple[str, ...], wrong: Callable[[Statement], str | None]) -> Iterator[Problem]:
    for resource in (r for t in types for r in stack.of(t)):
        try:
            for statement in statements(stack, resource, "policy"):
                trouble = wrong(statement) if statement.allows else None
                if trouble is not None:
                    yield Problem(resource, trouble)
        except UnreadableError:
            yield Problem(resource, _UNREADABLE.format("policy"))


def _denies_plain_http(stack: Stack, policy: Resource, action: str) -> bool:
    return any(s.when("aws:SecureTransport", "false") and s.covers(action) for s in _denials(stack, policy))


def _denials(stack: Stack, policy: Resource) -> list[Statement]:
    """What a policy denies; nothing when it cannot be read before apply."""
    try:
        return [s for s in statements(stack, policy, "policy") if not s.allows]
    except UnreadableError:
        return []


def functions_are_private(stack: Stack) -> Iterator[Problem]:
    """No permission may let the whole world invoke a function, and a service may do so for a named source alone."""
    for permission in stack.of("aws_lambda_permission"):
        principal = permission.values.get("principal")
        sourced = any(permission.gives(name) for name in ("source_arn", "source_account", "principal_org_id"))
        if principal == "*":
            yield Problem(permission, "`principal` is *")
        elif not sourced:
            yield Problem(
                permission, f"lets {principal} invoke for any source: neither source_arn nor source_account is set"
            )
    for url in stack.of("aws_lambda_function_url"):
        if url.values.get("authorization_type") != "AWS_IAM":
            yield Problem(url, "`authorization_type` is not AWS_IAM")
