"""Where a summary in Markdown goes: a file that was asked for, and the summary of a GitHub step."""

import os
from pathlib import Path

from wolfctl.errors import ToolFailed


def write(text: str, file: Path | None) -> None:
    """Write to `file`, and add to what $GITHUB_STEP_SUMMARY names. Raises ToolFailed where that cannot be done.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
    """
    step = os.environ.get("GITHUB_STEP_SUMMARY")
    try:
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        if step:
            with Path(step).open("a", encoding="utf-8") as summary:
                summary.write(text + "\n")
    except OSError as error:
        raise ToolFailed(
            "The summary cannot be written.", why=str(error), hint="What it is about is not affected by this."
        ) from error
