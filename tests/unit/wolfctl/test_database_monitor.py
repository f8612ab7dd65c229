"""When the monitor of the embedded database may promote the standby."""

import pytest

from wolfctl.adapters.database_monitor import may_take_over


@pytest.mark.parametrize(
    ("before", "follows", "required", "may"),
    [
        (False, True, True, True),
        (True, True, True, True),
        (True, False, True, True),  # a dying primary has lost it; its commits still wait for it
        (False, False, True, False),  # it has not caught up since commits were released
        (True, True, False, False),
        (True, False, False, False),
    ],
)
def test_the_standby_may_take_over_while_commits_wait_for_it(
    before: bool, follows: bool, required: bool, may: bool
) -> None:
    assert may_take_over(before, follows=follows, required=required) is may
