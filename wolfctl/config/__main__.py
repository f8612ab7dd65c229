"""Writes envs/schema.json, which editors and CI read."""

from wolfctl.config import find_root
from wolfctl.config.schema import text

(find_root() / "envs" / "schema.json").write_text(text(), encoding="utf-8")
