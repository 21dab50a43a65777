"""A standing need is in every station's authority, so that the pouch opens with the network down."""

from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.events import StationTrouble
from controller.domain.grants import ReasonCode
from controller.errors import SchoolbellError
from controller.services.stations import standing
from controller.services.stations.authorities import RENEW_BEFORE
from controller.services.stations.standing import VALID
from controller.storage.tables.pouches import PouchRow
from device_rules.model import Situation
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.messages import AuthorityPage, TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Reason
from tests.desks import FrontDesk

PUPIL = "p0400"


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def give(desk: FrontDesk, pupil: str = PUPIL, kind: Exemption = Exemption.MEDICAL) -> int:
    number = desk.reception.exemptions.give(desk.account(Role.SAFEGUARDING), pupil, kind)
    desk.later(1)
    return number


def newest(desk: FrontDesk) -> AuthorityPage:
    return desk.north.told(AuthorityPage)[-1]


def test_every_station_may_open_for_a_standing_need_until_the_authority_ends(gate: FrontDesk) -> None:
    number = give(gate)
    page = newest(gate)
    tag = gate.north.tag(gate.pupils[PUPIL])
    assert page.exceptions == (TagException(number, tag, Effect.ALLOW, page.valid_until_ms, 0),)
    assert gate.south.told(AuthorityPage)[-1].exceptions == page.exceptions


def test_it_goes_when_the_need_ends(gate: FrontDesk) -> None:
    number = give(gate)
    gate.reception.exemptions.end(gate.account(Role.SAFEGUARDING), number, "Reviewed with the family")
    gate.later(1)
    assert newest(gate).exceptions == ()


def test_nothing_new_is_made_while_nothing_changes(gate: FrontDesk) -> None:
    give(gate)
    version = newest(gate).version
    gate.north.take_authority()
    for _ in range(3):
        gate.later(60)
    assert newest(gate).version == version


def test_a_pupil_with_two_needs_and_two_pouches_is_there_once_for_each_pouch(gate: FrontDesk) -> None:
    with gate.school.database.write() as session:
        second = PouchRow(
            id="ZZ-9999", tag=b"another!", pupil_id=PUPIL, state="locked", evidence="issued",
            state_at=gate.clock.now(),
        )  # fmt: skip
        session.add(second)
    give(gate)
    give(gate, kind=Exemption.ADJUSTMENT)
    found = newest(gate).exceptions
    assert (len({one.tag for one in found}), len({one.grant for one in found}), len(found)) == (2, 2, 2)


def test_a_leave_for_one_opening_is_never_in_an_authority(gate: FrontDesk) -> None:
    """Two stations without a network could each open for it once."""
    gate.reception.grants.give(gate.account(), PUPIL, ReasonCode.APPOINTMENT)
    gate.later(60)
    assert all(page.exceptions == () for page in gate.north.told(AuthorityPage))


def test_it_lasts_no_longer_than_the_policy_permits(gate: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = gate.clock.now()
    shut = begins + timedelta(minutes=50)

    def opens(_: object, asked: Situation) -> bool:
        return asked.at < shut

    monkeypatch.setattr(standing, "_opens", opens)
    give(gate)
    (exception,) = newest(gate).exceptions
    assert to_ms(shut) <= exception.until_ms < to_ms(shut + standing.STEP) + 1000
    gate.later(timedelta(minutes=51))
    assert newest(gate).exceptions == ()


def test_a_policy_that_cannot_be_used_takes_nothing_away(
    gate: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(gate)
    before = newest(gate)

    def fail(*_: object) -> bool:
        raise SchoolbellError("policy.unreadable", "The policy cannot be read.")

    monkeypatch.setattr(standing, "_opens", fail)
    gate.north.take_authority()
    gate.later(VALID - RENEW_BEFORE)
    gate.later(1)
    after = newest(gate)
    assert after.version > before.version
    assert after.exceptions == before.exceptions


def test_an_opening_by_it_is_warranted(gate: FrontDesk) -> None:
    number = give(gate)
    gate.north.take_authority()
    told = gate.hears(StationTrouble)
    gate.north.release(gate.pupils[PUPIL], Reason.EXCEPTION, grant=number)
    assert told == []


def test_an_opening_for_another_by_it_is_an_alarm(gate: FrontDesk) -> None:
    number = give(gate)
    gate.north.take_authority()
    told = gate.hears(StationTrouble)
    gate.north.release(gate.pupils["p0401"], Reason.EXCEPTION, grant=number)
    assert len(told) == 1
