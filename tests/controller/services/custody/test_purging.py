from datetime import date

import pytest
from sqlalchemy import select

from controller.domain.custody_words import To
from controller.services.custody.giving_back import Collected
from controller.services.custody.purging import Purging, ended_before
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.records import JournalRow
from tests.custody import CustodyDesk, seen


@pytest.mark.parametrize(
    ("today", "years", "before"),
    [("2026-08-31", 0, "2025-09-01"), ("2026-09-01", 0, "2026-09-01"), ("2027-03-01", 1, "2025-09-01")],
)
def test_a_school_year_ends_with_august(today: str, years: int, before: str) -> None:
    assert f"{ended_before(date.fromisoformat(today), years):%Y-%m-%d}" == before


def test_free_text_goes_when_the_year_is_over_and_the_facts_stay(desk: CustodyDesk) -> None:
    one = desk.take(described="black, cracked corner")
    desk.custody.handing.accept(desk.staff("reception"), seen(one), "office safe")
    one = desk.look(one.number)
    collected = Collected(To.PARENT, "Mrs A. Amara", id_seen=True, early="agreed by telephone")
    desk.custody.giving_back.give(desk.staff("reception"), seen(one), collected)
    open_one = desk.take(described="red")
    purging = Purging(desk.school.database, desk.clock, years=0)
    desk.go_to("2026-08-31T12:00")
    assert purging.run() == (0, 0)
    desk.go_to("2026-09-01T12:00")
    purging.tick()
    with desk.school.database.read() as session:
        row = session.get_one(CustodyDeviceRow, one.number)
        journal = session.scalars(select(JournalRow).where(JournalRow.kind == "custody.purged")).all()
        said = "".join(session.scalars(select(JournalRow.data)))
    assert (row.described, row.note, row.place, row.purged_at is not None) == ("", "", "parent", True)
    assert [f'"devices":[{one.number}]' in fact.data for fact in journal] == [True]
    assert desk.look(open_one.number).described == "red"
    for text in ("cracked corner", "Amara", "by telephone"):
        assert text not in said + "".join(desk.said(one.number))
    assert purging.run() == (0, 0)
