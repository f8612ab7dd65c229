"""The person presses HELP, a caregiver's page rings, somebody answers, and the person sees who is coming."""

import time


from tests.postgres.console.pages import Console, until


def test_help_rings_is_answered_and_the_board_shows_and_says_who_is_coming(console: Console) -> None:
    sam, ana, ben = console.board(), console.signed_in("ana", "caregiver"), console.signed_in("ben", "caregiver")
    began = time.monotonic()

    sam.presses("HELP: call somebody now")
    ana.sees(".call.ringing .who", "Sam calls: I need help!")
    rang = time.monotonic()
    ben.sees(".call.ringing", "Nobody has answered")
    sam.sees("#calls", "Sent. Waiting for somebody to answer.")
    ana.presses("I'm coming")
    sam.sees("#calls .coming", "Ana is coming.")
    told = time.monotonic()
    ben.sees(".call.acknowledged", "Ana is coming")

    print(
        f"\npress to ring {(rang - began) * 1000:.0f} ms, press to the answer on the board {(told - began) * 1000:.0f} ms"
    )
    until(lambda: sam.hears() == ["I need help!", "Ana is coming."])
    assert ana.notes() > 0
    assert ana.page.locator(".ringing").count() == ben.page.locator(".ringing").count() == 0
