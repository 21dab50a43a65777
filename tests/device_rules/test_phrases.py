import itertools

import pytest

from device_rules.cells import Box
from device_rules.phrases import (
    ACTIVITIES,
    AUTHORISERS,
    DEVICES,
    EXEMPTIONS,
    PERIODS,
    PLACES,
    ROLES,
    STORAGE,
    VERDICTS,
    of_authorisers,
    of_box,
    of_devices,
    of_people,
    of_periods,
    of_places,
    of_years,
)
from device_rules.vocabulary import (
    ON_SITE,
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    Place,
    Role,
    Storage,
    Verdict,
)

EVERYONE = (*range(7, 14), Role.STAFF, Role.VISITOR)


@pytest.mark.parametrize(
    ("people", "text"),
    [
        (EVERYONE, "everyone"),
        (range(7, 14), "pupils"),
        ((9,), "Year 9"),
        ((7, 8, 10), "Years 7 to 8 and 10"),
        ((12, 13, Role.STAFF), "Years 12 to 13 and staff"),
        ((Role.STAFF, Role.VISITOR), "staff and visitors"),
    ],
)
def test_people(people, text):
    assert of_people(tuple(people), EVERYONE) == text


def test_years_with_gaps():
    assert of_years([7, 9, 11]) == "Years 7, 9 and 11"


@pytest.mark.parametrize(
    ("devices", "text"),
    [
        (tuple(Device), "any device"),
        (tuple(Device)[:7], "personal devices"),
        (tuple(Device)[1:7], "personal devices except phones"),
        ((Device.PHONE, Device.CAMERA), "phones and cameras"),
        ((Device.LAPTOP, Device.SCHOOL_DEVICE), "laptops and school devices"),
    ],
)
def test_devices(devices, text):
    assert of_devices(devices) == text


@pytest.mark.parametrize(
    ("places", "text"),
    [
        (tuple(Place), "anywhere"),
        (tuple(ON_SITE), "anywhere on the school site"),
        (tuple(ON_SITE - {Place.EXAM_ROOM}), "on the school site except in exam rooms"),
        (tuple(Place)[2:], "anywhere except in classrooms and in corridors"),
        ((Place.OFFICE, Place.OFF_SITE), "in offices and away from the school site"),
    ],
)
def test_places(places, text):
    assert of_places(places) == text


@pytest.mark.parametrize(
    ("periods", "text"),
    [
        (tuple(During), "at any time"),
        (tuple(During)[1:-1], "at any time except in lessons and in exams"),
        ((During.LESSON, During.TUTOR_TIME), "in lessons and in tutor time"),
    ],
)
def test_periods(periods, text):
    assert of_periods(periods) == text


def test_a_box_is_one_phrase():
    box = Box((7, 8), (Device.PHONE,), (Activity.USE,), (Place.OFFICE,), tuple(During))
    assert of_box(box, EVERYONE) == "Years 7 to 8, phones: use, in offices, at any time"
    assert of_box(box, EVERYONE, Exemption.MEDICAL).startswith("Years 7 to 8 with a medical grant, phones")


def test_who_may_permit():
    assert of_authorisers([Authoriser.SLT, Authoriser.HEAD]) == "the leadership team or the headteacher"


def test_there_are_words_for_every_word():
    spoken = [DEVICES, ACTIVITIES, PLACES, PERIODS, ROLES, AUTHORISERS, EXEMPTIONS, VERDICTS, STORAGE]
    words = [Device, Activity, Place, During, Role, Authoriser, Exemption, Verdict, Storage]
    assert list(itertools.chain(*spoken)) == list(itertools.chain(*words))
