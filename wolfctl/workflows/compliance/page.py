"""The text of docs/compliance.md, from the rules, the exceptions and the files that declare what the rules look at."""

from collections.abc import Iterator, Sequence

from wolfctl.workflows.compliance import planned
from wolfctl.workflows.compliance.rules import Exemption, Policy, Rule
from wolfctl.workflows.compliance.sources import Sources

_NOTHING = planned.read({}, Sources())
_INTRODUCTION = """\
# Compliance

<!-- Generated from compliance/*.yaml by `wolfctl docs`; a test compares. Change the data, not this page. -->

Two lists of rules are asked of the **plan** of an environment, before anything is built. The first is AWS Config's
conformance pack *Operational Best Practices for HIPAA Security*, {total} rules: {yes} concern resources that we have,
{alb} concern load balancers, {account} are settings of the whole account, {process} is attested by a person, and {no}
concern resources that we do not have; those are asked too, and the first such resource in a plan makes its rule fail.
The second list, {own} rules, is our own: what the pack does not look at and this system depends on.

Passing them is necessary, not sufficient: HIPAA asks for agreements, people and habits that no plan shows.
The Where column names the files that declare what a rule looks at, and says so when there is none yet.
A value that is not known before the first apply passes only where a reference or the written statement settles it.
`make compliance` asks every rule of the plan of prod, and Checkov's policies of the modules and of each AWS stack.
`wolfctl compliance` reports on a plan, or on the live account with what AWS Config and Security Hub find there.
"""


def page(policy: Policy, pack: Sequence[str], sources: Sources) -> str:
    """The whole page; `pack` names the rules that belong to the HIPAA pack, the others are our own."""
    names = set(pack)
    hipaa = [rule for rule in policy.rules if rule.rule in names]
    own = [rule for rule in policy.rules if rule.rule not in names]
    counts = {word: sum(rule.applies == word for rule in hipaa) for word in ("yes", "alb", "account", "process", "no")}
    sections = [
        _INTRODUCTION.format(total=len(hipaa), own=len(own), **counts),
        _table("Rules of the pack that apply", _only(hipaa, "yes"), policy, sources),
        _table("Load balancers", _only(hipaa, "alb"), policy, sources),
        _table("Our own rules", own, policy, sources),
        _table("Settings of the account", _only(hipaa, "account"), policy, sources),
        _exceptions(policy.exemptions),
        _short("Attested by a person", _only(hipaa, "process")),
        _short("Rules about resources that we do not have", _only(hipaa, "no")),
    ]
    return "\n".join(sections)


def _table(title: str, rules: Sequence[Rule], policy: Policy, sources: Sources) -> str:
    excused = {exemption.rule for exemption in policy.exemptions}
    rows = [
        (
            f"`{rule.rule}`",
            " ".join(part for part in (rule.met, rule.note) if part),
            _place(rule, sources),
            "[yes](#exceptions)" if rule.rule in excused else "",
        )
        for rule in rules
    ]
    return _section(title, ("Rule", "How it is met", "Where", "Exception"), rows)


def _exceptions(exemptions: Sequence[Exemption]) -> str:
    rows = [(f"`{e.rule}`", f"`{e.resource}`", e.reason) for e in exemptions]
    return _section("Exceptions", ("Rule", "Resource", "Reason"), rows)


def _short(title: str, rules: Sequence[Rule]) -> str:
    return _section(title, ("Rule", "Why"), [(f"`{rule.rule}`", rule.note) for rule in rules])


def _section(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    return "\n".join([f"## {title}", "", *_lines([heads, ("---",) * len(heads), *rows]), ""])


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def _place(rule: Rule, sources: Sources) -> str:
    types = [kind for check in rule.checks for kind in check.types()]
    files = dict.fromkeys(path for kind in types for path in sources.declaring(kind))
    if files:
        return ", ".join(f"[{path.removeprefix('modules/')}](../{path})" for path in files)
    if any(problem for check in rule.checks for problem in check.problems(_NOTHING)):
        return f"**not built yet** (modules/{rule.module})"
    return "nothing to declare" if rule.checks else ""


def _only(rules: Sequence[Rule], applies: str) -> list[Rule]:
    return [rule for rule in rules if rule.applies == applies]
