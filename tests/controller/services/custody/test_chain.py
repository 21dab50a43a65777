from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from controller.domain.custody import Link, of_device, of_pouch
from controller.services.custody import chain
from tests.custody import CustodyDesk
from tests.schools import MONDAY_PERIOD_2 as MORNING


def test_the_newest_link_comes_first_and_each_item_has_its_own(desk: CustodyDesk) -> None:
    first = Link(MORNING, "taken", "Lab 1", "Mr P. Raman", "used in lesson", "Zoé Amara", "Mr P. Raman")
    then = Link(MORNING + timedelta(minutes=9), "handed over", "Reception", "Mr P. Raman")
    with desk.school.database.write() as session:
        chain.add(session, of_device(9007), then)
        chain.add(session, of_device(9007), first)
        chain.add(session, of_pouch("7"), first)
    with desk.school.database.read() as session:
        assert chain.links(session, "device:9007") == [then, first]
        assert chain.links(session, "device:9007", limit=1) == [then]
        assert chain.links(session, "pouch:7") == [first]


def test_evidence_that_nobody_has_is_not_taken(desk: CustodyDesk) -> None:
    with pytest.raises(IntegrityError), desk.school.database.write() as session:
        chain.add(session, of_pouch("NG-1"), Link(MORNING, "released", "North", ""), b"\x01" * 16)
