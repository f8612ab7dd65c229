"""How many examples the property tests try: few by default, many with HYPOTHESIS_PROFILE=thorough."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=20)
settings.register_profile("thorough", max_examples=800)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
