"""What a verb of the migration came to, as a person reads it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

Line = tuple[str, str]


def view(environment: str, document: Mapping[str, Any]) -> list[RenderableType]:
    """A headline, then a line for each thing that somebody must know."""
    rows = list(lines(document))
    headline = Text(f"{environment}: {verdict(document)}", style="bold")
    if not rows:
        return [headline]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in rows:
        table.add_row(Text(f"  {key}"), Text(value))
    return [headline, table]


def verdict(document: Mapping[str, Any]) -> str:
    """What it comes to, in one line."""
    applied, pending = len(document.get("applied", ())), len(document.get("pending", ()))
    match document["verb"]:
        case "status":
            return f"{applied} applied, {pending} pending"
        case "plan":
            return f"{pending} to run" if pending else "nothing to run"
        case "up":
            left = f", {pending} left" if pending else ""
            return (f"{applied} applied" if applied else "nothing to apply") + left
        case "verify":
            count = len(document["findings"])
            return f"{count} findings" if count else "the database is what its history says"
        case "baseline":
            return f"{len(document['adopted'])} adopted, {pending} pending"
        case _:
            return f"{document['repaired']} is repaired"


def lines(document: Mapping[str, Any]) -> Iterator[Line]:
    """The things below the headline: what each is about, and what is said of it."""
    verb = document["verb"]
    if verb == "up":
        yield from (("applied", name) for name in document["applied"])
    yield from (("planned", planned(file)) for file in document.get("files", ()))
    if verb != "plan":
        yield from (("pending", name) for name in document.get("pending", ()))
    for name, reasons in document.get("held", {}).items():
        yield from (("held back", f"{name}: {reason}") for reason in reasons)
    yield from (("unfinished", name) for name in document.get("unfinished", ()))
    yield from (("wrong", what) for what in document.get("problems", ()))
    yield from ((one["kind"], f"{one['what']} {one['do']}") for one in document.get("findings", ()))
    if other := document.get("at_work"):
        yield "at work", session(other)
    if longest := document.get("longest_transaction"):
        yield "longest transaction", session(longest)
    yield from (("note", text) for text in document.get("notes", ()))
    for note in document.get("by_hand", ()):
        yield "by hand", f"{note['file']}: {note['what']} by {note['by']}, {note['at']}: {note['reason']}"
    if verb == "repair":
        yield "checksum", f"{document['was'][:12]} is now {document['now'][:12]}"
        yield from (("dropped", name) for name in document["dropped"])
        if document["begins_again"]:
            yield "next", "`up` runs it from its first statement"


def planned(file: Mapping[str, Any]) -> str:
    """One file that would run, and what it locks."""
    how = "one transaction" if file["transaction"] else "one by one"
    kind = ", contract" if file["contract"] else ""
    text = f"{file['file']}: {file['statements']} statements, {how}{kind}"
    for table in file["tables"]:
        text += f"\n{table['lock']} on {table['table']} ({size(table)}): keeps {table['waits']} waiting"
    return text


def size(table: Mapping[str, Any]) -> str:
    """How large a table is."""
    return f"about {table['rows']:,} rows, {table['bytes'] / 1e6:,.1f} MB"


def session(one: Mapping[str, Any]) -> str:
    """A session of the database."""
    return f"{one['application_name'] or one['usename']} (pid {one['pid']}), for {one['seconds']} s"
