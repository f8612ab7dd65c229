"""The signing keys of CloudFront, one step of their rotation at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wolfctl.adapters.aws_calls import ROTATION, telling
from wolfctl.adapters.signing_pair import SigningPair
from wolfctl.workflows.rotation.keys import KeyState, Kind
from wolfctl.workflows.rotation.signing_keys import Next, Pairs, new_name, next_step, told, with_key, without_key


@dataclass(frozen=True)
class Signing:
    """The pairs of one environment."""

    pair: SigningPair

    def states(self) -> list[KeyState]:
        """The newest key that CloudFront trusts, with what is under way. Raises ToolFailed."""
        with telling("AWS does not take a step of a signing key.", ROTATION):
            trusted = self.pair.trusted()
            if not trusted or not self.pair.listed():
                return []
            kept = self.pair.kept()
        newest = max(trusted, key=lambda name: (trusted[name], name))
        signs = f"{kept['signing']} signs" if kept["signing"] else "its private half is not in Secrets Manager"
        waits = f"{kept['pending']} waits to be trusted and to sign" if kept["pending"] else ""
        note = f"{', '.join(sorted(trusted))} trusted; {signs}"
        return [KeyState(Kind.SIGNING, newest, newest, trusted[newest], note=note, problem=waits)]

    def go_on(self, now: datetime, say: Callable[[str], None]) -> dict[str, Any]:
        """Take the next step, which bears being repeated. Raises ToolFailed, or Refused for a file it cannot edit."""
        with telling("AWS does not take a step of a signing key.", ROTATION):
            pairs = Pairs(self.pair.listed(), sorted(self.pair.trusted()), **self.pair.kept())
            step = next_step(pairs, now)
            say(f"next is to {step}")
            name = new_name(pairs.listed, now)
            if step is Next.MAKE:
                with_key(self.pair.text(), name, "")  # refused before anything is made
                self.pair.replace(with_key(self.pair.text(), name, self.pair.draw(name)))
            elif step is Next.SIGN:
                self.pair.promote()
            elif step is Next.LEAVE:
                text = self.pair.text()
                for gone in set(pairs.listed) - {pairs.signing}:
                    text = without_key(text, gone)
                self.pair.replace(text)
        return {"next": str(step), "told": told(step, pairs, name, self.pair.file.name), "trusted": list(pairs.trusted)}
