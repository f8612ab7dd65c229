"""What an import tells the user: ordered findings in plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from api.domain.obf.model import BoardSet

MOST_FINDINGS = 10_000
SHOWN_LENGTH = 80


class Severity(StrEnum):
    """What became of the thing that a finding is about."""

    KEPT = "kept"
    CHANGED = "changed"
    MISSING = "missing"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Place:
    """Which board, and which button of it."""

    board: str | None = None
    button: str | None = None


PACKAGE = Place()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth knowing; `code` is for programs and `detail` is a sentence for people."""

    code: str
    severity: Severity
    board: str | None
    button: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order in which the file was read."""

    findings: tuple[Finding, ...] = ()

    def of(self, *codes: str) -> tuple[Finding, ...]:
        """The findings with one of these codes."""
        return tuple(finding for finding in self.findings if finding.code in codes)

    def with_severity(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(finding for finding in self.findings if finding.severity is severity)


@dataclass(frozen=True, slots=True)
class Imported:
    """A whole set, or None and a report that says why; `fingerprint` (SHA-256) knows the same file again."""

    board_set: BoardSet | None
    report: Report
    fingerprint: str


class Refusal(Exception):
    """The file cannot be taken at all."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(slots=True)
class Notes:
    """Collects findings while a file is read; a hostile file cannot make the list grow without end."""

    _findings: list[Finding] = field(default_factory=list)
    _unlisted: int = 0

    def kept(self, code: str, detail: str, place: Place = PACKAGE) -> None:
        """Note what stays as it is although we cannot use all of it."""
        self._add(Finding(code, Severity.KEPT, place.board, place.button, detail))

    def changed(self, code: str, detail: str, place: Place = PACKAGE) -> None:
        """Note what had to be altered, or left out, to make a sound board."""
        self._add(Finding(code, Severity.CHANGED, place.board, place.button, detail))

    def missing(self, code: str, detail: str, place: Place = PACKAGE) -> None:
        """Note what the file refers to and does not contain."""
        self._add(Finding(code, Severity.MISSING, place.board, place.button, detail))

    def _add(self, finding: Finding) -> None:
        if len(self._findings) < MOST_FINDINGS:
            self._findings.append(finding)
        else:
            self._unlisted += 1

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take over what was noted elsewhere."""
        for finding in findings:
            self._add(finding)

    def report(self, refusal: Refusal | None = None) -> Report:
        """Close the list, with the refusal last where there is one."""
        findings = list(self._findings)
        if self._unlisted:
            detail = f"There are {self._unlisted} more remarks of these kinds that are not listed."
            findings.append(Finding("more-findings", Severity.KEPT, None, None, detail))
        if refusal:
            findings.append(Finding(refusal.code, Severity.REFUSED, None, None, refusal.detail))
        return Report(tuple(findings))


def shown(text: str) -> str:
    """A name or id from the file, short and printable, in quotes."""
    cut = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return '"' + "".join(mark if mark.isprintable() else "�" for mark in cut) + '"'
