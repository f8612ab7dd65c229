"""What the actions of a plan are called, and a whole plan in one line."""

from wolfctl.plan import Action, PlanSummary

# action → its mark, and what happens to so many
WORDS: dict[Action, tuple[str, str]] = {
    "create": ("+", "to add"),
    "update": ("~", "to change"),
    "replace": ("±", "to replace"),
    "delete": ("-", "to destroy"),
    "forget": (".", "to forget"),
    "read": ("<", "to read"),
    "no-op": ("=", "to move or import"),
}


def verdict(summary: PlanSummary) -> str:
    """The counts in one line."""
    counts = summary.counts()
    told = [f"{counts[action]} {words}" for action, (_, words) in WORDS.items() if counts[action]]
    if summary.outputs:
        told.append(f"{len(summary.outputs)} outputs" if len(summary.outputs) > 1 else "1 output")
    return ", ".join(told) or "no changes"


def tags_only(summary: PlanSummary) -> str:
    """How many resources change in their tags alone; empty when none does."""
    number = sum(change.tags_only for change in summary.changes)
    return f"{number} resources: tags only" if number > 1 else "1 resource: tags only" if number else ""
