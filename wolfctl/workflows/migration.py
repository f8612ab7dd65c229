"""What may be asked of the migration task, and in which words."""

from dataclasses import dataclass
from enum import StrEnum

from wolfctl.errors import Refused


class Verb(StrEnum):
    """What `wolfctl migrate` does."""

    STATUS = "status"
    PLAN = "plan"
    UP = "up"
    VERIFY = "verify"
    BASELINE = "baseline"
    REPAIR = "repair"


CHANGES = {
    Verb.UP: "This migrates the database of {name}.",
    Verb.BASELINE: "This writes a history for the database of {name}, and runs nothing.",
    Verb.REPAIR: "This changes the history of the database of {name}.",
}
NEEDED = {Verb.BASELINE: ("version", "reason"), Verb.REPAIR: ("version", "reason")}
TAKEN = {Verb.UP: ("to",), Verb.BASELINE: ("version", "reason"), Verb.REPAIR: ("version", "reason", "checksum")}


@dataclass(frozen=True, slots=True)
class Request:
    """One verb with what belongs to it. Raises Refused for what is missing, or belongs to another verb."""

    verb: Verb
    to: int | None = None
    version: int | None = None
    reason: str | None = None
    checksum: str | None = None

    def __post_init__(self) -> None:
        given = {name for name, value in self._options().items() if value is not None}
        hint = "`wolfctl migrate --help` lists the options, docs/runbooks/migrate.md tells when to use them."
        if missing := [f"--{name}" for name in NEEDED.get(self.verb, ()) if name not in given]:
            raise Refused(f"`migrate {self.verb}` needs {' and '.join(missing)}.", hint=hint)
        if foreign := sorted(f"--{name}" for name in given - set(TAKEN.get(self.verb, ()))):
            raise Refused(f"`migrate {self.verb}` takes no {' and no '.join(foreign)}.", hint=hint)

    def words(self, by: str) -> list[str]:
        """What follows the verb; `by` is who asks, whom a change of the history names."""
        told = [
            word for name, value in self._options().items() if value is not None for word in (f"--{name}", str(value))
        ]
        return [*told, "--by", by] if self.verb in NEEDED else told

    def warning(self, environment: str) -> str | None:
        """What to think of before agreeing; None when nothing is changed."""
        text = CHANGES.get(self.verb)
        return text.format(name=environment) if text else None

    def _options(self) -> dict[str, str | int | None]:
        return {"to": self.to, "version": self.version, "reason": self.reason, "checksum": self.checksum}
