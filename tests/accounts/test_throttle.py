from ashim.accounts.throttle import FixedWindow


class Clock:
    now = 600.0

    def __call__(self) -> float:
        return self.now


def test_counts_are_kept_for_one_minute() -> None:
    clock = Clock()
    window = FixedWindow(clock)

    assert [window.hit("a"), window.hit("a"), window.hit("b")] == [1, 2, 1]
    clock.now = 659.9
    assert window.count("a") == 2
    assert window.resets_in() == 1
    clock.now = 660.0
    assert window.count("a") == 0
    assert window.hit("a") == 1
    assert window.resets_in() == 60


def test_a_clock_that_jumps_back_starts_a_new_window() -> None:
    clock = Clock()
    window = FixedWindow(clock)
    window.hit("a")
    clock.now = 0.0

    assert window.count("a") == 0


def test_a_key_can_be_forgotten() -> None:
    window = FixedWindow(Clock())
    window.hit("a")
    window.clear("a")
    window.clear("never seen")

    assert window.count("a") == 0
