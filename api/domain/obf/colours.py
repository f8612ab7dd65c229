"""Colours in every notation of CSS, for display; the board keeps them as they were written."""

import colorsys
import re

from api.domain.obf.colour_names import NAMED

Rgba = tuple[float, float, float, float]

WHITE: Rgba = (255, 255, 255, 1)
_FUNCTION = re.compile(r"(rgb|rgba|hsl|hsla)\s*\(([^()]*)\)")
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?)(%|deg|turn|rad|grad)?")
_TURNS = {None: 1 / 360, "deg": 1 / 360, "turn": 1.0, "rad": 1 / 6.283185307179586, "grad": 1 / 400}
_LONGEST = 100


def parse(text: str) -> Rgba | None:
    """Red, green and blue 0 to 255 and alpha 0 to 1, None when it is no colour."""
    plain = text.strip().lower()
    if len(plain) > _LONGEST:
        return None
    if plain == "transparent":
        return (0, 0, 0, 0)
    if plain in NAMED:
        plain = "#" + NAMED[plain]
    if re.fullmatch(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", plain):
        return _hex(plain[1:])
    match = _FUNCTION.fullmatch(plain)
    return _function(match[1], re.split(r"[\s,/]+", match[2].strip())) if match else None


def shown(text: str | None, over: Rgba = WHITE) -> str | None:
    """An opaque #rrggbb, blended over the colour below where it lets light through; None when it is no colour."""
    colour = parse(text) if text is not None else None
    if colour is None:
        return None
    alpha = colour[3]
    blended = (round(front * alpha + back * (1 - alpha)) for front, back in zip(colour[:3], over[:3], strict=True))
    return "#" + "".join(f"{part:02x}" for part in blended)


def _hex(digits: str) -> Rgba:
    if len(digits) <= 4:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) for at in range(0, len(digits), 2)]
    return (parts[0], parts[1], parts[2], parts[3] / 255 if len(parts) == 4 else 1)


def _function(name: str, parts: list[str]) -> Rgba | None:
    matches = [_NUMBER.fullmatch(part) for part in parts]
    numbers = [(float(match[1]), match[2]) for match in matches if match]
    if len(numbers) != len(parts) or len(numbers) not in (3, 4):
        return None
    alpha = _part(*numbers[3], 1) if len(numbers) == 4 else 1
    if name.startswith("hsl"):
        turn = numbers[0][0] * _TURNS.get(numbers[0][1], 0)
        saturation, lightness = (min(max(value / 100, 0), 1) for value, _ in numbers[1:3])
        red, green, blue = colorsys.hls_to_rgb(turn % 1, lightness, saturation)
        return (red * 255, green * 255, blue * 255, alpha)
    red, green, blue = (_part(value, unit, 255) for value, unit in numbers[:3])
    return (red, green, blue, alpha)


def _part(value: float, unit: str | None, most: float) -> float:
    return min(max(value * most / 100 if unit == "%" else value, 0), most)
