"""Rates: how they are written, and who has kept to one, against a count of all that was let by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rates import DEFAULT_RATE, MovingWindow, Rate


@pytest.mark.parametrize(
    ("text", "rate"),
    [("60/minute", Rate(60, 60)), ("1/second", Rate(1, 1)), ("999999/hour", Rate(999_999, 3600))],
)
def test_a_rate_is_a_number_and_a_time(text: str, rate: Rate) -> None:
    assert Rate.of(text) == rate


@pytest.mark.parametrize(
    "text", ["", "60", "0/minute", "-1/minute", "1.5/second", "60/day", "60 / minute", "٦/minute"]
)
def test_anything_else_is_refused_and_the_form_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="like 60/minute"):
        Rate.of(text)


def test_the_default_is_a_rate() -> None:
    assert Rate.of(DEFAULT_RATE) == Rate(120, 60)


class Clock:
    """Stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_is_refused_does_not_count() -> None:
    clock = Clock()
    window = MovingWindow(Rate(1, 10), clock)
    assert window.wait("reader") == 0
    for later, wait in [(1, 9), (5, 5), (9.5, 0.5), (10, 0), (11, 9)]:
        clock.now = 1000 + later
        assert window.wait("reader") == wait


def test_names_do_not_share() -> None:
    window = MovingWindow(Rate(1, 10), Clock())
    assert [window.wait(name) for name in ("one", "two", "one", "two")] == [0, 0, 10, 10]


def test_who_was_not_seen_for_a_while_is_forgotten() -> None:  # promise 14
    clock = Clock()
    window = MovingWindow(Rate(2, 10), clock)
    for number in range(5000):
        clock.now += 1 / 64
        window.wait(f"address {number}")
    # Ten seconds of them; the one at their very beginning is just out.
    assert len(window) == 640
    clock.now += 10
    window.wait("another")
    assert len(window) == 1


@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from("ab")), max_size=60),
)
def test_no_window_ever_holds_more_than_the_rate(
    requests: int, steps: list[tuple[int, str]]
) -> None:
    clock, let_by = Clock(), dict[str, list[float]](a=[], b=[])
    window = MovingWindow(Rate(requests, 10), clock)
    for pause, name in steps:
        clock.now += pause
        recent = [time for time in let_by[name] if time > clock.now - 10]
        wait = window.wait(name)
        if len(recent) < requests:
            assert wait == 0
            let_by[name].append(clock.now)
        else:
            assert wait == recent[0] + 10 - clock.now
