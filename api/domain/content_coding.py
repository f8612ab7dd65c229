"""Which form of a kept answer a client gets (RFC 9110 §12.5.3)."""

from functools import lru_cache


@lru_cache(maxsize=64)  # browsers send a handful
def preferred(accept_encoding: str | None, available: tuple[str, ...]) -> str:
    """Return the client's best-liked coding; of equals the smaller one, identity when it likes none of ours."""
    weights = _weights(accept_encoding or "")
    order = {coding: place for place, coding in enumerate(("br", "gzip", "identity"))}
    liked = {coding: _liking(coding, weights) for coding in available}
    best = max(available, key=lambda coding: (liked[coding], -order[coding]))
    return best if liked[best] > 0 else "identity"


def _liking(coding: str, weights: dict[str, float]) -> float:
    if coding in weights:
        return weights[coding]
    # What is not named is not acceptable, but for the plain form, which always is unless it is ruled out.
    return weights.get("*", 0.001 if coding == "identity" else 0.0)


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for entry in header.lower().split(",")[:20]:
        coding, *parameters = (part.strip() for part in entry.split(";"))
        quality = next((text.removeprefix("q=") for text in parameters if text.startswith("q=")), "1")
        try:
            weights[coding] = min(max(float(quality), 0.0), 1.0)
        except ValueError:
            weights[coding] = 0.0
    return weights
