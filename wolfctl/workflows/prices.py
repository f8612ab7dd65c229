"""The dated price table, kept as data in wolfctl/data and read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from importlib import resources
from typing import Any

import yaml


class UnknownPriceError(LookupError):
    """The table has no figure for what was asked; the message says what."""


@dataclass(frozen=True, slots=True)
class Prices:
    """List prices of one region in US dollars, and what each of them leaves out."""

    region: str
    compiled: date
    hours_per_month: Decimal
    rates: Mapping[str, Decimal]
    usage: Mapping[str, str]
    free: tuple[str, ...]
    limits: tuple[str, ...]

    def monthly(self, name: str, variant: str | None = None) -> Decimal:
        """What one unit costs a month; hourly rates are multiplied out. Raises UnknownPriceError."""
        key = name if variant is None else f"{name}/{variant}"
        try:
            return self.rates[key]
        except KeyError:
            raise UnknownPriceError(f"the {self.compiled} table has no price for {variant or name}") from None

    def is_free(self, resource_type: str) -> bool:
        """Whether a resource type has no charge of its own."""
        return any(fnmatchcase(resource_type, pattern) for pattern in self.free)


def parse(document: Mapping[str, Any]) -> Prices:
    """Read a price table that `yaml.safe_load` returned; nested figures become `name/variant`."""
    hours = Decimal(str(document["hours_per_month"]))
    rates = {key: figure * hours for key, figure in _figures(document["hourly"])} | dict(_figures(document["monthly"]))
    return Prices(
        region=document["region"],
        compiled=document["compiled"],
        hours_per_month=hours,
        rates=rates,
        usage=document["usage"],
        free=tuple(document["free"]),
        limits=tuple(document["limits"]),
    )


def packaged(region: str = "us-east-1") -> Prices:
    """The table that comes with wolfctl. Raises FileNotFoundError for a region that has none."""
    text = resources.files("wolfctl").joinpath("data", f"prices-{region}.yaml").read_text(encoding="utf-8")
    return parse(yaml.safe_load(text))


def _figures(section: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    found: list[tuple[str, Decimal]] = []
    for name, figure in section.items():
        if isinstance(figure, Mapping):
            found += [(f"{name}/{variant}", Decimal(str(price))) for variant, price in figure.items()]
        else:
            found.append((name, Decimal(str(figure))))
    return found
