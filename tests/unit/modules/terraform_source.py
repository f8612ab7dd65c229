"""The modules' own text, read as data."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import hcl2

MODULES = Path(__file__).parents[3] / "modules"
OPTIONS = hcl2.SerializationOptions(strip_string_quotes=True, with_comments=False, explicit_blocks=False)


@cache
def resources(type_name: str) -> dict[str, dict[str, Any]]:
    """The arguments of every resource of a type, by module and name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(MODULES.rglob("*.tf")):
        # The parser takes a second for a long file: it is given the one block.
        for block in re.findall(rf'^resource "{type_name}" .*?^}}$', path.read_text(), re.MULTILINE | re.DOTALL):
            [(name, arguments)] = parse(block)["resource"][0][type_name].items()
            found[f"{path.parent.name}.{name}"] = arguments
    return found


def parse(text: str) -> dict[str, Any]:
    """Read Terraform's language."""
    parsed: dict[str, Any] = hcl2.loads(text + "\n", serialization_options=OPTIONS)
    return parsed
