"""The measurement, tiny: each kind of departure reaches the page; never how fast this machine is."""

from simulators.benches.exam_pcs import measure_pcs


def test_every_departure_of_a_real_agent_reaches_the_rooms_page() -> None:
    found = measure_pcs(2, lambda _: None, tries=1, rest_s=0.1)
    assert (found.pcs, found.tries) == (2, 1)
    assert list(found.departures) == [
        "it keeps to it no more",
        "another login",
        "removable storage",
        "another program",
        "a part of the agent ended",
        "the agent killed",
        "the cable or the power cut",
    ]
