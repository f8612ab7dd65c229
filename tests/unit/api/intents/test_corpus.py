"""How well the rules understand what they were not tuned for: the held-out part of the labelled corpus."""

import sys

import pytest

from tests.unit.api.intents.labelled import Labelled, score


def test_the_corpus_is_large_split_and_sound(corpus: list[Labelled]) -> None:
    assert len(corpus) >= 600
    assert len({row.utterance for row in corpus}) == len(corpus)
    assert {row.urgency for row in corpus} == {"info", "need", "urgent"}
    held_out = sum(row.split == "held_out" for row in corpus)
    assert 0.25 < held_out / len(corpus) < 0.35
    assert {row.split for row in corpus} == {"train", "held_out"}


def test_held_out_utterances_are_understood(
    corpus: list[Labelled], locale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held_out = score([row for row in corpus if row.split == "held_out"])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{locale} held out: intent {held_out.intent_accuracy:.3f}, urgency {held_out.urgency_accuracy:.3f}, "
            f"urgent recall {held_out.urgent_recall:.3f}, false alarms {held_out.false_alarms:.3f}\n"
        )
    assert held_out.intent_accuracy >= 0.95
    assert held_out.urgency_accuracy >= 0.97
    assert held_out.urgent_recall >= 0.99
    assert held_out.false_alarms < 0.02


def test_no_urgent_utterance_that_the_rules_were_tuned_on_is_missed(corpus: list[Labelled]) -> None:
    urgent = [row for row in corpus if row.split == "train" and row.urgency == "urgent"]
    assert [row.utterance for row in urgent if row.understood().urgency != "urgent"] == []
