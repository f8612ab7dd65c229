"""What a morning asks of the API: which requests a person and a caregiver make, how often a minute, and why as often.

The intervals are those of the console and of the API's own headers where there are any. A person composes all ten
minutes long, a button each six seconds or so and a sentence a minute, which is much for somebody who talks by a board.
A board or a page that is not looked at asks nothing; one in four is looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass

EVENTS_A_BATCH = 8


@dataclass(frozen=True, slots=True)
class Habit:
    """A request that somebody makes again and again, `a_minute` times on average."""

    route: str
    a_minute: float
    why: str

    @property
    def reads(self) -> bool:
        """Tell whether it only reads."""
        return self.route.startswith("GET ")


PERSON = (
    Habit("GET /user/{id}/symbols", 1.5, "home after each sentence, another board after every second; with ETag"),
    Habit("POST /intents", 1, "a sentence is understood"),
    Habit("GET /notifications", 1, "every 15 s while the board is looked at"),
    Habit("POST /logs", 0.5, f"{EVENTS_A_BATCH} events of use in a batch"),
    Habit("GET /tasks", 0.5, "a look at the day"),
    Habit("GET /symbols", 0.2, "its answer is good for 300 s; with ETag"),
    Habit("POST /tasks/{id}/events", 0.2, "two things of the morning are done in ten minutes"),
    Habit(
        "POST /speech", 0.1, "a tenth of the sentences: each that is new costs eSpeak NG 19 ms of the same two cores"
    ),
    Habit("POST /alerts", 0.1, "everybody calls once in ten minutes; one call in five is pressed again at once"),
)
CAREGIVER = (
    Habit("GET /user/{id}/on-duty", 0.5, "each minute for each of two people, while the page is looked at"),
    Habit("GET /alerts", 0.5, "what is open, when the page is looked at again"),
)
# What follows from a call, and is not drawn: its notifications, and the answers to it.
ANSWERS = (
    Habit("GET /alerts/{id}", 0.2, "each of two caregivers reads the call that rings"),
    Habit("POST /alerts/{id}/acknowledge", 0.1, "one of them comes"),
    Habit("POST /alerts/{id}/resolve", 0.1, "and says that it is done"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests a second that are to be expected, and which part of them only reads."""

    per_second: float
    reading: float


def expected(people: int, caregivers: int, rate: float) -> Asked:
    """Return what so many people and caregivers ask for at `rate` times the habits above."""
    each = [(people, habit) for habit in (*PERSON, *ANSWERS)] + [(caregivers, habit) for habit in CAREGIVER]
    total = sum(count * habit.a_minute for count, habit in each)
    reading = sum(count * habit.a_minute for count, habit in each if habit.reads)
    return Asked(total / 60 * rate, reading / total)


def pause_s(habits: Iterable[Habit], rate: float) -> float:
    """Return the mean pause between the requests of one who has all of these habits, in seconds."""
    return 60 / (sum(habit.a_minute for habit in habits) * rate)
