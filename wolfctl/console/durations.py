"""Durations as people read them."""


def spoken(seconds: float) -> str:
    """`42 s`, or `1 min 20 s`."""
    whole = int(seconds)
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"
