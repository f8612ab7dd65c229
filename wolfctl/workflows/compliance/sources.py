"""Where Terraform text says things: which file declares a resource, and what a local value refers to.

A plan names neither, and both matter here: a finding must point at a file, and a reference that passes through
`local.x` would otherwise be lost. The scan relies on `terraform fmt` layout, which the tests enforce.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_RESOURCE = re.compile(r'^resource\s+"(?P<type>[\w-]+)"\s+"(?P<name>[\w-]+)"', re.MULTILINE)
_LOCALS = re.compile(r"^locals \{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_LOCAL = re.compile(r"^  (?P<name>[\w-]+)\s*=(?!=)", re.MULTILINE)
_REFERENCE = re.compile(r"\b(?:each|local|var|module|data|aws_\w+)\.[\w-]+(?:\.[\w-]+|\[\"[^\"]+\"\])*")
_LOCAL_NAME = re.compile(r"\blocal\.([\w-]+)")
_COMMENT = re.compile(r"^\s*(?:#|//).*$", re.MULTILINE)


@dataclass(frozen=True)
class Sources:
    """Terraform files by their path from the project's root, for example `modules/data/buckets.tf`."""

    files: Mapping[str, str] = field(default_factory=dict)

    def owner(self, directory: str, resource_type: str, name: str) -> str | None:
        """Path of the file in `directory` that declares the resource, or None."""
        for path, text in self._in(directory):
            if any((m["type"], m["name"]) == (resource_type, name) for m in _RESOURCE.finditer(text)):
                return path
        return None

    def declaring(self, resource_type: str) -> list[str]:
        """Paths of every file that declares a resource of that type."""
        return [
            path
            for path, text in sorted(self.files.items())
            if any(m["type"] == resource_type for m in _RESOURCE.finditer(text))
        ]

    def local_references(self, directory: str, name: str) -> list[str]:
        """References in the expression of `local.<name>`, in the order written."""
        return _REFERENCE.findall(self._locals(directory).get(name, ""))

    def block(self, directory: str, resource_type: str, name: str) -> str:
        """Text of the resource's block and of every local it reaches, through other locals too; empty if not found."""
        for _, text in self._in(directory):
            for match in _RESOURCE.finditer(text):
                if (match["type"], match["name"]) == (resource_type, name):
                    return self._reached(directory, text[match.start() : text.find("\n}", match.start()) + 2])
        return ""

    def _reached(self, directory: str, text: str) -> str:
        known = self._locals(directory)
        reached, waiting = [_COMMENT.sub("", text)], _LOCAL_NAME.findall(text)
        while waiting:
            expression = known.pop(waiting.pop(), "")
            reached.append(expression)
            waiting += _LOCAL_NAME.findall(expression)
        return "\n".join(reached)

    def _locals(self, directory: str) -> dict[str, str]:
        return {
            name: expression
            for _, text in self._in(directory)
            for block in _LOCALS.finditer(_COMMENT.sub("", text))
            for name, expression in _expressions(block["body"]).items()
        }

    def _in(self, directory: str) -> Iterator[tuple[str, str]]:
        for path, text in sorted(self.files.items()):
            if path.rpartition("/")[0] == directory:
                yield path, text


def _expressions(body: str) -> dict[str, str]:
    starts = list(_LOCAL.finditer(body))
    ends = [m.start() for m in starts[1:]] + [len(body)]
    return {m["name"]: body[m.end() : end] for m, end in zip(starts, ends, strict=True)}
