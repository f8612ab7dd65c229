"""Loaded at its start by every Python that has this folder on its path: its clock is wrong by what a file says.

`WRONG_CLOCK` names the file, which holds seconds and is read twice a second. What is monotonic stays right, as it does
where a clock is set wrong.
"""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

PERIOD_S = 0.5


def follow(file: Path) -> None:
    """Keep the clock wrong by what the file says, for as long as the process lives."""
    import time_machine

    wrong_by, travelling = 0.0, None
    while True:
        told = float(file.read_text() or 0)
        if told != wrong_by:
            if travelling is not None:
                travelling.stop()
            travelling = time_machine.travel(datetime.now(UTC) + timedelta(seconds=told)) if told else None
            if travelling is not None:
                travelling.start()
            wrong_by = told
        time.sleep(PERIOD_S)


if "WRONG_CLOCK" in os.environ:
    threading.Thread(target=follow, args=(Path(os.environ["WRONG_CLOCK"]),), daemon=True).start()
