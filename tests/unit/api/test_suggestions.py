"""What a person is likely to want next comes from what they themselves did."""

from hypothesis import given
from hypothesis import strategies as st

from api.domain.suggestions import Usage, suggest

DAY = [
    Usage("breakfast", 8, None, 30),
    Usage("more", 8, "breakfast", 20),
    Usage("bed", 21, None, 30),
    Usage("story", 21, "bed", 10),
    Usage("more", 21, "story", 2),
]


def names(last: list[str], hour: int, limit: int = 8) -> list[str]:
    return [found.symbol for found in suggest(DAY, last, hour, limit)]


def test_the_time_of_day_decides_where_nothing_was_pressed() -> None:
    assert names([], 8)[0] == "breakfast"
    assert names([], 22)[0] == "bed"


def test_what_usually_follows_the_last_symbol_comes_first() -> None:
    assert names(["breakfast"], 21)[0] == "more"
    assert names(["bed"], 8)[0] == "story"


def test_midnight_lies_between_eleven_and_one() -> None:
    late = [Usage("a", 23, None, 1), Usage("b", 12, None, 1)]
    assert [found.symbol for found in suggest(late, [], 0, 1)] == ["a"]


def test_what_was_just_pressed_is_not_suggested_again() -> None:
    assert "breakfast" not in names(["more", "breakfast"], 8)


def test_nobody_is_told_what_others_press() -> None:
    assert suggest([], ["help"], 8, 8) == []


@given(
    st.lists(
        st.builds(
            Usage, st.sampled_from("abc"), st.integers(0, 23), st.none() | st.sampled_from("abc"), st.integers(1, 99)
        )
    ),
    st.lists(st.sampled_from("abc"), max_size=2),
    st.integers(0, 23),
)
def test_scores_lie_between_0_and_1_and_fall(usage: list[Usage], last: list[str], hour: int) -> None:
    scores = [found.score for found in suggest(usage, last, hour, 50)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
