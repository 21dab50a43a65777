import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from controller.domain.custody_words import SAFEGUARDING, State, Why
from controller.domain.events import CustodyChanged
from controller.errors import Refused
from controller.services.custody.rulings import Rulings
from controller.services.custody.taking import KEEP, Override
from controller.storage import words
from controller.storage.tables.records import JournalRow
from device_rules.vocabulary import Authoriser, Device, Exemption, KeptFor, Place
from tests.custody import CustodyDesk


def facts(desk: CustodyDesk, number: int) -> dict[str, dict[str, object]]:
    with desk.school.database.read() as session:
        query = select(JournalRow).where(JournalRow.subject == f"device:{number}").order_by(JournalRow.id)
        return {row.kind: json.loads(row.data) for row in session.scalars(query)}


def test_a_phone_is_taken_for_a_rule_that_is_quoted_and_offered_to_the_office(desk: CustodyDesk) -> None:
    heard: list[object] = []
    desk.school.bus.subscribe(CustodyChanged, heard.append)
    one = desk.take()
    assert (one.state, one.place, one.offer and one.offer.receiver) == (
        State.IN_TRANSIT,
        "with Mrs M. Okafor",
        "the school office",
    )
    assert one.rule.startswith("Not allowed here and now")
    assert "Pupils use of personal devices" in one.rule
    assert (one.release_to, f"{one.due_at:%H:%M}") == ("parent", "14:10")  # in UTC
    assert desk.said(one.number) == ["taken", "offered to the school office"]
    assert heard == [CustodyChanged(one.number)]
    taken = facts(desk, one.number)["custody.taken"]
    assert (taken["why"], taken["policy"], taken["over_need"]) == ("used", "maricourt", False)


def test_what_is_not_against_the_policy_is_not_taken(desk: CustodyDesk) -> None:
    before = desk.custody.lists.counts()
    with pytest.raises(Refused, match="nothing to take it for"):
        desk.take(why=Why.SEEN, place=Place.OFF_SITE)
    assert desk.custody.lists.counts() == before


def test_a_teacher_may_keep_it_in_a_place_that_is_named(desk: CustodyDesk) -> None:
    with pytest.raises(Refused, match="Say where you keep it"):
        desk.take(goes=KEEP)
    one = desk.take(goes=KEEP, kept_in="desk drawer, Lab 1")
    assert (one.state, one.place, one.holder) == (State.HELD, "desk drawer, Lab 1", "Mrs M. Okafor")


def test_suspected_harm_goes_to_safeguarding_whatever_was_chosen(desk: CustodyDesk) -> None:
    with pytest.raises(Refused, match="nobody has looked"):
        desk.take(why=Why.HARM)
    one = desk.take(why=Why.HARM, goes=KEEP, kept_in="drawer", attested=True)
    assert (one.state, one.offer and one.offer.to, one.due_at) == (State.IN_TRANSIT, SAFEGUARDING, None)


def test_a_need_is_overridden_only_by_a_named_person_with_a_reason(desk: CustodyDesk) -> None:
    pupil = next(desk.pupils)
    desk.school.reception.exemptions.give(desk.staff("safeguarding"), pupil, Exemption.MEDICAL)
    shown = desk.custody.taking.proposal(pupil, Device.PHONE, Place.CLASSROOM)
    assert shown.may_use
    with pytest.raises(Refused, match="may use a phone") as refused:
        desk.take(pupil=pupil)
    assert "medical" not in refused.value.sentence
    with pytest.raises(Refused, match="may not decide that"):
        desk.take(pupil=pupil, override=Override(desk.staff("reception"), "because"))
    with pytest.raises(Refused, match="Say why"):
        desk.take(pupil=pupil, override=Override(desk.staff("safeguarding"), " "))
    one = desk.take(pupil=pupil, override=Override(desk.staff("safeguarding"), "filmed a fight"))
    said = facts(desk, one.number)
    with desk.school.database.read() as session:
        reason = words.read(session, str(said["custody.need-overridden"]["reason"]))
    assert reason == "filmed a fight"
    links = desk.custody.lists.device(desk.staff("m.okafor"), one.number)[1]
    assert "fight" not in "".join(link.reason + link.what for link in links)


def test_the_same_phone_is_not_taken_twice_unless_it_is_another(desk: CustodyDesk) -> None:
    one = desk.take()
    with pytest.raises(Refused, match=rf"Mrs M. Okafor took a phone of this pupil .*{one.reference}"):
        desk.take("j.pritchard", pupil=one.pupil)
    assert desk.take("j.pritchard", pupil=one.pupil, device=Device.EARBUDS).number > one.number
    assert desk.take("j.pritchard", pupil=one.pupil, another=True).number > one.number


def test_the_date_that_was_shown_is_the_date_that_is_written(desk: CustodyDesk) -> None:
    wanted = desk.wanted()
    desk.go_to("2025-10-06T15:11")  # the bell went while the page was open
    with pytest.raises(Refused, match="date has changed"):
        desk.custody.taking.take(desk.staff("m.okafor"), wanted)
    desk.go_to("2025-10-06T10:05")
    assert desk.take(chosen=1).due_why == "Chosen: for 1 school session."
    assert desk.take(chosen=KeptFor.END_OF_DAY).due_at


def test_only_those_may_take_it_whom_the_policy_names(
    desk: CustodyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, leaders = Rulings.of, frozenset({Authoriser.SLT})
    monkeypatch.setattr(Rulings, "of", lambda *args: replace(plain(*args), takers=leaders))
    with pytest.raises(Refused, match="lets only the leadership team take it"):
        desk.take()
    assert desk.take("j.pritchard")
    assert desk.take("safeguarding")
