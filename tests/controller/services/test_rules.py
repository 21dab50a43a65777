from dataclasses import replace
from datetime import datetime, time

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.timetable import LONDON
from controller.errors import SchoolbellError
from controller.storage.tables.records import SettingRow
from device_rules.vocabulary import Activity, Exemption, Place, Storage, Verdict
from simulators.northgate import PERIODS

YEARS_WITH_POUCHES = range(7, 12)


def test_the_periods_come_in_the_order_of_the_day(school: Services) -> None:
    assert school.rules.timetable().periods == PERIODS


@pytest.mark.parametrize("year", YEARS_WITH_POUCHES)
def test_a_phone_stays_in_its_locked_pouch_during_the_day(school: Services, year: int) -> None:
    used = school.rules.pupil_phone(year, Activity.USE, Place.SITE)
    brought = school.rules.pupil_phone(year, Activity.BRING, Place.SITE)
    assert (used.verdict, used.storage) == (Verdict.FORBIDDEN, Storage.LOCKED_POUCH)
    assert (brought.verdict, brought.storage) == (Verdict.ALLOWED, Storage.LOCKED_POUCH)
    assert used.because


def test_the_pouch_ends_at_the_gate(school: Services) -> None:
    off_site = school.rules.pupil_phone(9, Activity.USE, Place.OFF_SITE)
    assert off_site.verdict is not Verdict.FORBIDDEN


def test_an_exemption_is_heard(school: Services) -> None:
    exempt = school.rules.pupil_phone(9, Activity.USE, Place.SITE, exemption=Exemption.MEDICAL)
    assert exempt.verdict is not Verdict.FORBIDDEN


def test_now_is_what_the_clock_says_unless_another_time_is_asked(
    school: Services, clock: ManualClock
) -> None:
    later = datetime.combine(clock.now().date(), time(11, 5), LONDON)
    asked = school.rules.pupil_phone(9, Activity.USE, Place.SITE, at=later)
    clock.advance(later - clock.now())
    assert school.rules.pupil_phone(9, Activity.USE, Place.SITE) == replace(asked)


def test_a_policy_that_is_not_there_is_one_sentence(services: Services) -> None:
    with services.database.write() as session:
        session.add(SettingRow(name="policy", value="mggs-1066"))
    with pytest.raises(SchoolbellError) as refused:
        services.rules.pupil_phone(9, Activity.USE, Place.SITE)
    assert refused.value.code == "policy.unusable"
    assert "mggs-1066" in refused.value.sentence
