"""What a fault did, from the moments at which things were acknowledged and heard. Pure; moments are in seconds."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """When the fault began, when it was taken away, and when all that had been acknowledged was heard and answered."""

    began: float
    ended: float
    settled: float


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: counts, and times in seconds.

    `longest_silence_s` is the longest time without an acknowledged write; `slowest_call_s` the longest from a press
    that was acknowledged to the telephone. Both `_again_s` count from the end of the fault: to the acknowledgement of a
    write that was sent after it, and to the telephone's ringing for a press that was acknowledged after it.
    """

    fault: str
    held_s: float
    presses: int
    refused: int
    fallbacks: int
    slowest_write_s: float
    longest_silence_s: float
    slowest_call_s: float
    writes_again_s: float
    heard_again_s: float
    settled_s: float
    lost: int = 0
    twice: int = 0
    unheard: int = 0


def writes_again(writes: Sequence[tuple[float, float]], ended: float) -> float | None:
    """After how long a write that was sent after the end was acknowledged; None as long as none is.

    `writes` are moments of sending and of acknowledgement.
    """
    return min((acknowledged - ended for sent, acknowledged in writes if sent >= ended), default=None)


def heard_again(calls: Sequence[tuple[float, float | None]], ended: float) -> float | None:
    """After how long the telephone rang for a press that was acknowledged after the end; None as long as it does not.

    `calls` are moments of acknowledgement and of ringing.
    """
    heard = (rang - ended for acknowledged, rang in calls if acknowledged >= ended and rang is not None)
    return min(heard, default=None)


def longest_silence(writes: Sequence[tuple[float, float]], span: Span) -> float:
    """The longest time within the span without an acknowledgement."""
    within = sorted(at for _, at in writes if span.began < at < span.settled)
    return max(later - earlier for earlier, later in itertools.pairwise([span.began, *within, span.settled]))


def measured(
    fault: str,
    span: Span,
    writes: Sequence[tuple[float, float]],
    calls: Sequence[tuple[float, float | None]],
    *,
    refused: int,
    fallbacks: int,
) -> Case:
    """What is told of a fault that was got over. Raises ValueError when it was not."""
    again, heard = writes_again(writes, span.ended), heard_again(calls, span.ended)
    if again is None or heard is None:
        raise ValueError(f"{fault}: {'nothing is heard' if again is not None else 'nothing is written'} since it ended")
    here = [(sent, at) for sent, at in writes if span.began <= at <= span.settled]
    rang = [(at, when) for at, when in calls if span.began <= at <= span.settled and when is not None]
    return Case(
        fault=fault,
        held_s=span.ended - span.began,
        presses=sum(span.began <= at <= span.settled for at, _ in calls),
        refused=refused,
        fallbacks=fallbacks,
        slowest_write_s=max(at - sent for sent, at in here),
        longest_silence_s=longest_silence(writes, span),
        slowest_call_s=max((when - at for at, when in rang), default=0.0),
        writes_again_s=again,
        heard_again_s=heard,
        settled_s=span.settled - span.ended,
    )
