"""`wolfctl --help` and the parsing of a verb load nothing heavy."""

import subprocess
import sys

import pytest

HEAVY = ("boto3", "botocore", "jinja2", "pydantic", "yaml", "httpx", "psutil", "asyncio", "python_terraform")


def loaded(statement: str) -> set[str]:
    """The modules of a fresh interpreter after a statement."""
    program = f"import sys\n{statement}\nprint('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", ["'--help'", "'frob'", "'plan', '--help'", "'apply'", "'doctor', '--frob'"])
def test_no_verb_loads_more_than_it_needs_to_be_parsed(words: str) -> None:
    modules = loaded(f"from wolfctl.cli import main\nmain([{words}])")

    # Typer itself converts a verb's words with pydantic
    assert not modules.intersection(HEAVY) - {"pydantic"}


def test_help_does_without_pydantic_and_rich_too() -> None:
    assert not {"pydantic", "rich.console"} & loaded("from wolfctl.cli import main\nmain(['--help'])")


def test_the_check_can_fail() -> None:
    assert "pydantic" in loaded("import wolfctl.config")
