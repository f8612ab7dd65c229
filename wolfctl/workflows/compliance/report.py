"""One report by control of all who looked: our own checks, AWS Config, Security Hub. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from wolfctl.config.environment import Environment
from wolfctl.workflows.compliance import evaluation
from wolfctl.workflows.compliance.observed import CONFIG, OWN, Answers, Observed, identities
from wolfctl.workflows.compliance.planned import Resource, Stack
from wolfctl.workflows.compliance.rules import Exemption, Policy, Rule

Status = Literal["failed", "excused", "passed", "not asked"]
# How a control is called in the report, by the list that it stands on.
HIPAA, OURS, ELSEWHERE = "HIPAA pack", "own", "AWS"
_IDENTITIES = ("id", "arn", "name", "bucket", "function_name", "identifier", "resource_id", "key_id")


@dataclass(frozen=True)
class Breach:
    """One resource that breaks a control, by whom that was found, and where it is declared.

    `file` is None when no file declares it; `excuse` is the reason of compliance/exceptions.yaml that covers it.
    """

    resource: str
    module: str
    file: str | None
    wrong: str
    remedy: str
    sources: tuple[str, ...]
    excuse: str = ""


@dataclass(frozen=True)
class Control:
    """One rule, what keeping it means, and who breaks it."""

    control: str
    of: str
    says: str
    status: Status
    breaches: tuple[Breach, ...] = ()
    excused: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class ComplianceReport:
    """All controls, failed ones first; `stale` are exceptions that nothing here needs."""

    environment: str
    account_id: str | None
    region: str
    looked_at: Literal["plan", "account"]
    at: datetime
    sources: tuple[str, ...]
    controls: tuple[Control, ...]
    stale: tuple[str, ...]

    @property
    def failed(self) -> tuple[Control, ...]:
        """The controls that something breaks."""
        return tuple(control for control in self.controls if control.status == "failed")

    def counts(self) -> Counter[Status]:
        """How many controls have each status."""
        return Counter(control.status for control in self.controls)

    @property
    def verdict(self) -> str:
        """The counts in one line."""
        counts = self.counts()
        said = [f"{counts[word]} {word}" for word in ("failed", "excused", "passed", "not asked") if counts[word]]
        number = len(self.controls)
        return f"{number} control{'' if number == 1 else 's'}: {', '.join(said)}"


def fold(
    environment: Environment,
    policy: Policy,
    pack: Iterable[str],
    stack: Stack,
    at: datetime,
    answers: Answers | None = None,
) -> ComplianceReport:
    """Ask our rules of the stack and put under each what AWS says of the account; without answers, of a plan.

    `pack` names the rules of AWS Config's HIPAA pack.
    """
    own = evaluation.evaluate(policy, stack)
    said = answers or Answers()
    seen: dict[tuple[str, str], Breach] = {}
    for finding in (*own.findings, *(each.finding for each in own.excused)):
        _add(seen, finding.rule, _own_breach(finding))
    titles: dict[str, str] = {}
    known = {rule.rule: rule for rule in policy.rules}
    owners = _owners(stack)
    for one in said.observed:
        _add(seen, one.control, _observed_breach(one, known.get(one.control), owners, stack))
        titles.setdefault(one.control, one.says)
    breaches: dict[str, list[Breach]] = {}
    needed: set[Exemption | None] = set()
    for (control, _), breach in seen.items():
        exemption = evaluation.excuse(control, breach.resource, policy.exemptions)
        needed.add(exemption)
        excused = replace(breach, excuse=exemption.reason) if exemption else breach
        breaches.setdefault(control, []).append(excused)
    elsewhere = [name for name in {**dict.fromkeys(said.verdicts), **titles} if name not in known]
    names = frozenset(pack)
    controls = [_control(rule, names, breaches.get(rule.rule, []), own.asked, said) for rule in policy.rules]
    controls += [
        _made(
            name, ELSEWHERE, titles.get(name, "A rule of AWS Config"), breaches.get(name, []), asked=_held(said, name)
        )
        for name in elsewhere
    ]
    order = ("failed", "excused", "passed", "not asked")
    return ComplianceReport(
        environment=environment.environment,
        account_id=environment.account_id,
        region=environment.region,
        looked_at="plan" if answers is None else "account",
        at=at,
        sources=(OWN,) if answers is None else (OWN, CONFIG, "Security Hub"),
        controls=tuple(sorted(controls, key=lambda each: (order.index(each.status), each.control))),
        stale=tuple(f"{each.rule} {each.resource}" for each in policy.exemptions if each not in needed),
    )


def _own_breach(finding: evaluation.Finding) -> Breach:
    return Breach(finding.address, finding.module, finding.file, finding.wrong, finding.remedy, (OWN,))


def _observed_breach(one: Observed, rule: Rule | None, owners: Mapping[str, list[Resource]], stack: Stack) -> Breach:
    remedy = rule.fix if rule else ""
    found = _owner(one, owners)
    if found is None:
        module = rule.module if rule else ""
        return Breach(f"{one.resource_type} {one.resource}", module, None, one.says, remedy, (one.source,))
    return Breach(found.address, found.module or "infra", stack.file_of(found), one.says, remedy, (one.source,))


def _add(seen: dict[tuple[str, str], Breach], control: str, breach: Breach) -> None:
    """What several found of one resource is one breach, in the words of the first who found it."""
    before = seen.get((control, breach.resource), breach)
    if breach.sources[0] not in before.sources:
        before = replace(before, sources=(*before.sources, *breach.sources))
    elif breach.wrong != before.wrong and breach.sources == before.sources:
        before = replace(before, wrong=f"{before.wrong}; {breach.wrong}")
    seen[control, breach.resource] = before


def _control(rule: Rule, pack: frozenset[str], breaches: list[Breach], asked: Iterable[str], said: Answers) -> Control:
    of = HIPAA if rule.rule in pack else OURS
    return _made(rule.rule, of, rule.met or rule.note, breaches, asked=_held(said, rule.rule) or rule.rule in asked)


def _held(said: Answers, rule: str) -> bool:
    """Whether AWS Config says that a rule is kept."""
    return said.verdicts.get(rule) in ("COMPLIANT", "NOT_APPLICABLE")


def _made(name: str, of: str, says: str, breaches: list[Breach], *, asked: bool) -> Control:
    left = tuple(breach for breach in breaches if not breach.excuse)
    excused = tuple(breach for breach in breaches if breach.excuse)
    status: Status = "failed" if left else "excused" if excused else "passed" if asked else "not asked"
    return Control(name, of, says, status, left, excused)


def _owners(stack: Stack) -> dict[str, list[Resource]]:
    """Every resource of the stack by each name that AWS may call it by."""
    found: dict[str, list[Resource]] = {}
    for resource in stack.resources:
        for name in {resource.values.get(each) for each in _IDENTITIES}:
            if isinstance(name, str) and name and not resource.type.startswith("data."):
                found.setdefault(name, []).append(resource)
    return found


def _owner(one: Observed, owners: Mapping[str, list[Resource]]) -> Resource | None:
    """The resource that is meant: of those with its name the one whose type is nearest to AWS's name for it."""
    kind = one.resource_type.lower().replace("::", "").removeprefix("aws")
    candidates = [each for name in identities(one.resource) for each in owners.get(name, [])]
    return min(candidates, key=lambda each: tuple(_distance(each.type, kind)), default=None)


def _distance(resource_type: str, kind: str) -> Iterator[int]:
    plain = resource_type.removeprefix("aws_").replace("_", "")
    yield 0 if plain == kind else 1 if kind.endswith(plain) or plain.endswith(kind) else 2
    yield len(plain)
