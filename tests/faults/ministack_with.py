"""MiniStack as wolfctl starts it, with more in its functions' environment: `ministack_with.py SHIM ARGUMENT...`.

MiniStack hands its own environment on to what it starts. `FOR_FUNCTIONS`, a JSON object, is added only once MiniStack's
Python runs, so that MiniStack's own clock and its own calls stay as they are.
"""

import json
import os
import runpy
import sys

os.environ.update(json.loads(os.environ.pop("FOR_FUNCTIONS")))
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
