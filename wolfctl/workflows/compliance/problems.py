"""What a check reports before it is known which rule asked: a resource, or the lack of one, and what is wrong."""

from dataclasses import dataclass

from wolfctl.workflows.compliance.planned import Resource


@dataclass(frozen=True)
class Problem:
    """`resource` is None when the trouble is that something is missing; `missing` names its type then."""

    resource: Resource | None
    wrong: str
    missing: str = ""
