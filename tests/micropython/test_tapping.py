from tests.micropython.tapping import measure


def test_taps_are_timed_on_both():
    paces = measure(taps=20)
    assert set(paces) == {"cpython", "micropython"}
    assert all(0 < pace.p50 <= pace.p99 for pace in paces.values())
