from pathlib import Path

import pytest

from controller.config import Settings
from controller.domain.stations import Adoption
from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1.envelope import open_sealed
from simulators.benches.school import open_school


def test_its_stations_are_adopted_and_speak_and_it_is_not_filled_twice(tmp_path: Path) -> None:
    services, speakers = open_school(Settings(data_dir=tmp_path), 3)
    adopted = [one.id for one in services.reception.stations.all() if one.adoption is Adoption.ADOPTED]
    assert sorted(adopted) == sorted(one.address.station for one in speakers)
    tags = [tag for one in speakers for tag in one.tags]
    assert len(set(tags)) == len(tags) == services.reception.tallies.today().pouches
    services.close()
    one = speakers[0]
    events = list(one.openings(5, authority=7))
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert len({event.event_id for event in events}) == 5
    topic, data = one.sealed(events[0])
    assert topic == f"pouch/1/{one.address}/event"
    assert open_sealed(data, one.key).message == events[0]
    with pytest.raises(SchoolbellError, match="address of an empty one"):
        open_school(Settings(data_dir=tmp_path), 1)
