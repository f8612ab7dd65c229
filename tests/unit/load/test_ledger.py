"""The ledger finds each way in which something acknowledged may be missing, doubled or unheard."""

from dataclasses import asdict, replace

from tests.load.ledger import Kept, Ledger, faults

RAISED = (1, "alert_raised", "a1")
HANDLED = (2, "alert_handled", "a1")
LEDGER = Ledger(
    presses={"k1": "a1", "k2": "a1"},
    task_events=["t1"],
    log_events=["l1", "l2"],
    acknowledged=["a1"],
    resolved=["a1"],
    shown={"ana": [RAISED, HANDLED]},
)
KEPT = Kept(
    presses=[("k1", "a1"), ("k2", "a1")],
    press_counts={"a1": 2},
    task_events=frozenset({"t1"}),
    log_events=frozenset({"l1", "l2"}),
    acknowledged=frozenset({"a1"}),
    resolved=frozenset({"a1"}),
    inboxes={"ana": [RAISED, HANDLED]},
)


def found(ledger: Ledger, kept: Kept) -> dict[str, int]:
    """The faults that there are."""
    return {name: count for name, count in asdict(faults(ledger, kept)).items() if count}


def test_nothing_is_wrong_when_both_agree() -> None:
    assert found(LEDGER, KEPT) == {}
    assert faults(LEDGER, KEPT).total == 0


def test_what_the_database_has_beyond_the_ledger_is_no_fault() -> None:
    # The answer to a press may be lost on its way.
    assert found(replace(LEDGER, presses={"k1": "a1"}), KEPT) == {}


def test_a_press_that_is_not_there_is_lost() -> None:
    assert found(LEDGER, replace(KEPT, presses=[("k1", "a1")], press_counts={"a1": 1})) == {"presses_lost": 1}


def test_a_press_that_is_there_under_another_alert_is_lost() -> None:
    elsewhere = replace(KEPT, presses=[("k1", "a1"), ("k2", "a2")], press_counts={"a1": 1, "a2": 1})

    assert found(LEDGER, elsewhere) == {"presses_lost": 1}


def test_an_alert_that_counts_more_presses_than_it_has_counted_one_twice() -> None:
    assert found(LEDGER, replace(KEPT, press_counts={"a1": 3})) == {"presses_counted_twice": 1}


def test_a_press_that_stands_twice_was_counted_twice() -> None:
    doubled = replace(KEPT, presses=[*KEPT.presses, ("k2", "a1")], press_counts={"a1": 3})

    assert found(LEDGER, doubled) == {"presses_counted_twice": 1}


def test_what_was_done_and_said_is_looked_for() -> None:
    empty = replace(
        KEPT, task_events=frozenset(), log_events=frozenset({"l2"}), acknowledged=frozenset(), resolved=frozenset()
    )

    assert found(LEDGER, empty) == {
        "task_events_lost": 1,
        "log_events_lost": 1,
        "acknowledgements_lost": 1,
        "resolutions_lost": 1,
    }


def test_a_notification_that_was_not_shown_is_lost_and_its_alert_unheard() -> None:
    deaf = replace(LEDGER, shown={"ana": [HANDLED]})

    assert found(deaf, KEPT) == {"notifications_lost": 1, "alerts_unheard": 1}


def test_a_caregiver_who_was_shown_nothing_at_all_lost_everything() -> None:
    assert found(replace(LEDGER, shown={}), KEPT) == {"notifications_lost": 2, "alerts_unheard": 1}


def test_an_alert_that_nobody_was_told_of_is_unheard() -> None:
    assert found(replace(LEDGER, shown={}), replace(KEPT, inboxes={})) == {"alerts_unheard": 1}


def test_a_number_that_comes_again_was_shown_twice() -> None:
    assert found(replace(LEDGER, shown={"ana": [RAISED, RAISED, HANDLED]}), KEPT) == {"notifications_shown_twice": 1}


def test_what_was_shown_and_never_written_is_found() -> None:
    invented = replace(LEDGER, shown={"ana": [RAISED, HANDLED, (3, "alert_raised", "a9")]})

    assert found(invented, KEPT) == {"notifications_never_written": 1}


def test_parts_make_a_whole() -> None:
    people = Ledger(presses=LEDGER.presses, task_events=["t1"], log_events=["l1", "l2"])
    caregivers = Ledger(acknowledged=["a1"], resolved=["a1"], shown=LEDGER.shown)

    assert Ledger.of([people.written(), caregivers.written()]) == LEDGER
