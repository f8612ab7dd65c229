"""The labelled utterances, and what the rules make of them.

Rules are tuned on the `train` part alone; `held_out` measures how they do on what they were not tuned for.
An utterance in square brackets is a sequence of pressed symbols.
"""

from dataclasses import dataclass
from pathlib import Path

from api.domain.intents import Intent, understand


@dataclass(frozen=True, slots=True)
class Labelled:
    split: str
    utterance: str
    intent: str
    urgency: str
    locale: str

    def understood(self) -> Intent:
        if self.utterance.startswith("["):
            return understand(self.utterance[1:-1].split(), None, self.locale)
        return understand(None, self.utterance, self.locale)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares between 0 and 1."""

    intent_accuracy: float
    urgency_accuracy: float
    urgent_recall: float
    false_alarms: float


def labelled(locale: str, split: str | None = None) -> list[Labelled]:
    lines = (Path(__file__).parent / "corpus" / f"{locale}.tsv").read_text("utf-8").splitlines()[1:]
    rows = [Labelled(*[*line.split("\t"), locale]) for line in lines]
    return [row for row in rows if split in {None, row.split}]


def score(rows: list[Labelled]) -> Score:
    answers = [(row, row.understood()) for row in rows]
    urgent = [answer for row, answer in answers if row.urgency == "urgent"]
    calm = [answer for row, answer in answers if row.urgency != "urgent"]
    return Score(
        sum(answer.intent == row.intent for row, answer in answers) / len(answers),
        sum(answer.urgency == row.urgency for row, answer in answers) / len(answers),
        sum(answer.urgency == "urgent" for answer in urgent) / len(urgent),
        sum(answer.urgency == "urgent" for answer in calm) / len(calm),
    )
