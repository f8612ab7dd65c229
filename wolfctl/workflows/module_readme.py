"""The tables of a module's README, from its own variables and outputs; the prose around them is written by hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import hcl2

BEGIN = "<!-- written by `wolfctl docs`: edit variables.tf and outputs.tf instead -->"
END = "<!-- end -->"

_OPTIONS = hcl2.SerializationOptions(strip_string_quotes=True, with_comments=False, explicit_blocks=False)


@dataclass(frozen=True, slots=True)
class Input:
    """One variable of a module."""

    name: str
    type: str
    description: str
    required: bool
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a module."""

    name: str
    description: str


def inputs(sources: Iterable[str]) -> tuple[Input, ...]:
    """The variables that a module's .tf texts declare, by name."""
    return tuple(
        Input(
            name,
            _expression(block.get("type", "any")),
            block.get("description", ""),
            "default" not in block,
            tuple(rule["error_message"] for rule in block.get("validation", ())),
        )
        for name, block in sorted(_blocks(sources, "variable"))
    )


def outputs(sources: Iterable[str]) -> tuple[Output, ...]:
    """The outputs that a module's .tf texts declare, by name."""
    return tuple(Output(name, block.get("description", "")) for name, block in sorted(_blocks(sources, "output")))


def readme(before: str, name: str, sources: Iterable[str]) -> str:
    """A README with the tables between its markers; one without markers gets them at its end."""
    texts = tuple(sources)
    tables = f"{BEGIN}\n\n{_tables(inputs(texts), outputs(texts))}\n\n{END}"
    if not before.strip():
        return f"# {name}\n\n{tables}\n"
    head, begin, rest = before.partition(BEGIN)
    if not begin:
        return f"{before.rstrip()}\n\n{tables}\n"
    return head + tables + rest.partition(END)[2]


def _tables(found_inputs: tuple[Input, ...], found_outputs: tuple[Output, ...]) -> str:
    lines = ["## Inputs", "", "| name | what it is | type | must be given | refuses |", "|---|---|---|---|---|"]
    for each in found_inputs:
        refusals = "<br>".join(_cell(text) for text in each.refusals)
        required = "yes" if each.required else "no"
        lines.append(f"| `{each.name}` | {_cell(each.description)} | `{_cell(each.type)}` | {required} | {refusals} |")
    lines += ["", "## Outputs", "", "| name | what it is |", "|---|---|"]
    lines += [f"| `{each.name}` | {_cell(each.description)} |" for each in found_outputs]
    return "\n".join(lines)


def _blocks(sources: Iterable[str], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for text in sources:
        for block in hcl2.loads(text, serialization_options=_OPTIONS).get(kind, ()):
            yield from block.items()


def _expression(value: Any) -> str:
    return str(value).removeprefix("${").removesuffix("}")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
