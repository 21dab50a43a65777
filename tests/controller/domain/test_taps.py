from controller.domain.taps import AT_THE_STATION, WENT_WRONG
from firmware_bridge.protocol.v1.vocabulary import Reason, What

OUR_OWN = {"denied"}  # its sentence is that of the decision


def test_every_refusal_that_a_station_may_give_has_a_sentence() -> None:
    refusals = {reason.word for reason in Reason if reason >= Reason.HELD}
    assert set(AT_THE_STATION) == refusals - OUR_OWN


def test_every_trouble_is_something_that_stations_report() -> None:
    assert set(WENT_WRONG) <= {what.word for what in What}
