"""Text messages: what they may say, what is understood of answers, and what receipts make of them."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.receipts import RANK, Receipt, state_after
from api.domain.text_messages import ANSWERS, Reply, Verb, answer_text, call_text, may_text, parse_reply

# GSM 03.38: with any other letter a text has room for 70 characters instead of 160.
GSM = set("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿")
GSM |= set("abcdefghijklmnopqrstuvwxyzäöñüà\r\n")


@pytest.mark.parametrize("locale", ["en", "es", "fr"])
def test_every_text_fits_into_one_and_a_test_says_that_it_is_one(locale: str) -> None:
    calls = [call_text(9999, locale, drill=drill, reminder=again) for drill in (True, False) for again in (True, False)]
    told = [call_text(None, locale, drill=drill, reminder=again) for drill in (True, False) for again in (True, False)]
    assert all("app" in text and not any(letter.isdigit() for letter in text) for text in told)
    for text in (*calls, *told, *(answer_text(answer, locale) for answer in ANSWERS)):
        assert len(text) <= 160
        assert set(text) <= GSM, set(text) - GSM
    assert all("9999" in text and "STOP" in text for text in calls)
    drills = [call_text(1, locale, drill=True, reminder=again) for again in (True, False)]
    assert all("TEST" in text or "PRUEBA" in text for text in drills)
    assert "TEST" not in call_text(1, locale, drill=False, reminder=False)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("12A", Reply(Verb.ACKNOWLEDGE, 12)),
        (" 12 a. ", Reply(Verb.ACKNOWLEDGE, 12)),
        ("a12", Reply(Verb.ACKNOWLEDGE, 12)),
        ("12", Reply(Verb.ACKNOWLEDGE, 12)),
        ("12c", Reply(Verb.RESOLVE, 12)),
        ("«C12»".strip("«»"), Reply(Verb.RESOLVE, 12)),
        ("AA", Reply(Verb.ACKNOWLEDGE)),
        ("cc!", Reply(Verb.RESOLVE)),
        ("Stop.", Reply(Verb.STOP)),
        ("alto", Reply(Verb.STOP)),
        ("START", Reply(Verb.START)),
        ("Ayuda", Reply(Verb.HELP)),
        ("I am coming", Reply(Verb.UNKNOWN)),
        ("12345A", Reply(Verb.UNKNOWN)),
        ("12b", Reply(Verb.UNKNOWN)),
        ("", Reply(Verb.UNKNOWN)),
    ],
)
def test_answers_are_understood_however_they_are_typed(text: str, reply: Reply) -> None:
    assert parse_reply(text) == reply


@given(st.text(max_size=200))
def test_whatever_comes_in_is_one_of_what_is_known(text: str) -> None:
    reply = parse_reply(text)
    assert (reply.code is None) or reply.verb in (Verb.ACKNOWLEDGE, Verb.RESOLVE)


def test_the_daily_limit_never_keeps_back_the_first_call_of_what_is_urgent() -> None:
    assert may_text(9, 10, urgent=False, first_round=False)
    assert not may_text(10, 10, urgent=True, first_round=False)
    assert not may_text(10, 10, urgent=False, first_round=True)
    assert may_text(10_000, 10, urgent=True, first_round=True)


def test_receipts_in_any_order_end_in_the_same_state() -> None:
    receipts = [Receipt("m", "sent", 1), Receipt("m", "sent", 2), Receipt("m", "delivered", 3)]
    ends = set()
    for order in itertools.permutations([*receipts, receipts[2]]):
        state, seq = "sending", None
        for receipt in order:
            before = state
            state, seq = state_after(state, seq, receipt), max(seq or 0, receipt.seq)
            assert RANK[state] >= RANK[before]
        ends.add(state)
    assert ends == {"delivered"}


def test_what_was_delivered_stays_so_and_a_newer_word_may_mend_a_failure() -> None:
    assert state_after("delivered", 5, Receipt("m", "failed_perm", 9)) == "delivered"
    assert state_after("failed_perm", 5, Receipt("m", "sent", 4)) == "failed_perm"
    assert state_after("failed_perm", 5, Receipt("m", "delivered", 9)) == "delivered"
