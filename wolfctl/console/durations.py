"""Durations as people read them."""


def spoken(seconds: float) -> str:
    """`42 s`, or `1 min 20 s`."""
    whole = int(seconds)
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"


def left(usual_s: float | None, passed_s: float) -> str:
    """`about 20 s left` of what usually takes that long; nothing where that is not known, or is over."""
    if usual_s is None or usual_s - passed_s < 1:
        return ""
    return f"about {spoken(usual_s - passed_s)} left"
