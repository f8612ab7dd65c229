"""Reads YAML and remembers the line of every key, so that an error can point at it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wolfctl.errors import BadEnvironment

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """The values of a file and the line (from 1) on which each key path stands."""

    values: dict[str, Any]
    lines: dict[Keys, int]

    def line(self, keys: Keys) -> int:
        """The line of a key, or of the nearest section around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return self.lines.get(keys, 1)


def read(path: Path, shown: str) -> Document:
    """Parse one mapping; `shown` is how errors name the file.

    Raises BadEnvironment for anything that is not YAML, not a mapping, or has a key twice.
    """
    loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        lines: dict[Keys, int] = {}
        if not isinstance(node, yaml.MappingNode):
            raise BadEnvironment(
                f"{shown} is not a mapping of keys to values.", hint="Start from a copy of another one."
            )
        _walk(node, (), lines, shown)
        values = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadEnvironment(
            f"{shown}:{line} is not YAML: {error.problem}.",
            why=error.context or "",
            hint="Check the indentation and the quotes of that line.",
        ) from error
    finally:
        loader.dispose()
    return Document(values, lines)


def _walk(node: yaml.MappingNode, above: Keys, lines: dict[Keys, int], shown: str) -> None:
    for key_node, value_node in node.value:
        keys = (*above, str(key_node.value))
        line = key_node.start_mark.line + 1
        if keys in lines:
            raise BadEnvironment(
                f"{shown}:{line} gives {'.'.join(keys)} a second time.",
                why=f"Line {lines[keys]} already gives it, and only one of them could hold.",
                hint="Keep one of the two lines.",
            )
        lines[keys] = line
        if isinstance(value_node, yaml.MappingNode):
            _walk(value_node, keys, lines, shown)
