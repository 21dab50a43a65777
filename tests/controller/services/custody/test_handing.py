from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from controller.domain.custody_devices import may_know_why
from controller.domain.custody_words import RECEPTION, SAFEGUARDING, State, To, Why
from controller.errors import Refused
from controller.services.custody.giving_back import Collected, PoliceVisit
from controller.services.custody.taking import KEEP
from tests.custody import CustodyDesk, seen

PARENT = Collected(To.PARENT, "Mrs A. Amara", id_seen=True, early="collected by appointment")


def test_both_sign_a_hand_over_and_it_is_known_where_it_is(desk: CustodyDesk) -> None:
    one = desk.office_holds()
    assert (one.state, one.place, one.seal, one.holder) == (
        State.HELD,
        "office safe",
        "locker 7",
        "Ms D. Hallam",
    )
    link = desk.custody.lists.device(desk.staff("reception"), one.number)[1][0]
    assert (link.what, link.handed_by, link.handed_to) == ("taken over", "Mrs M. Okafor", "Ms D. Hallam")
    assert link.place == "office safe, locker 7"


def test_only_the_receiver_takes_it_and_only_the_giver_takes_it_back(desk: CustodyDesk) -> None:
    one = desk.take()
    with pytest.raises(Refused, match="for somebody else"):
        desk.custody.handing.accept(desk.staff("j.pritchard"), seen(one), "drawer")
    with pytest.raises(Refused, match="no hand-over of yours"):
        desk.custody.handing.withdraw(desk.staff("reception"), seen(one))
    desk.custody.handing.withdraw(desk.staff("m.okafor"), seen(one))
    back = desk.look(one.number)
    assert (back.state, back.offer, back.revision) == (State.HELD, None, one.revision + 1)
    desk.custody.handing.offer(desk.staff("m.okafor"), seen(back), "account:j.pritchard")
    offered = desk.look(one.number)
    assert offered.waits_for(desk.staff("j.pritchard"))
    assert [d.number for d in desk.custody.lists.desk(desk.staff("j.pritchard")).waiting] == [one.number]


def test_of_two_who_do_opposite_things_the_second_is_told_who_was_first(desk: CustodyDesk) -> None:
    one = desk.office_holds()
    desk.custody.giving_back.give(desk.staff("reception"), seen(one), PARENT)
    before = desk.said(one.number)
    with pytest.raises(Refused, match=rf"Ms D. Hallam was first with {one.reference}, at 10:05: given back"):
        desk.custody.handing.offer(desk.staff("safeguarding"), seen(one), RECEPTION)
    assert desk.said(one.number) == before


def test_the_policy_says_who_gets_it_back(desk: CustodyDesk) -> None:
    one = desk.office_holds()
    give, reception = desk.custody.giving_back.give, desk.staff("reception")
    for collected, says in (
        (Collected(To.PUPIL, early="x"), "to a parent only"),
        (Collected(To.PARENT, "Mrs A. Amara", early="x"), "seen their ID"),
        (Collected(To.PARENT, " ", id_seen=True, early="x"), "parent's name"),
        (Collected(To.PARENT, "Mrs A. Amara", id_seen=True), "not due back yet"),
    ):
        with pytest.raises(Refused, match=says):
            give(reception, seen(one), collected)
    assert desk.look(one.number).revision == one.revision
    desk.go_to("2025-10-06T15:20")
    give(reception, seen(one), Collected(To.PARENT, "Mrs A. Amara", id_seen=True))
    back = desk.look(one.number)
    assert (back.state, back.place) == (State.RETURNED, "parent: Mrs A. Amara")
    assert desk.said(one.number)[-1] == "given back to a parent, whose ID was seen"


def test_somebody_else_s_teacher_may_neither_see_nor_move_it(desk: CustodyDesk) -> None:
    one = desk.take(goes=KEEP, kept_in="drawer")
    other = desk.staff("j.pritchard")
    with pytest.raises(Refused, match="no such device"):
        desk.custody.lists.device(other, one.number)
    with pytest.raises(Refused, match="do not hold"):
        desk.custody.giving_back.give(other, seen(one), PARENT)
    with pytest.raises(Refused, match="do not hold"):
        desk.custody.handing.offer(other, seen(one), RECEPTION)
    with pytest.raises(Refused, match="no such device"):
        desk.custody.lists.device(desk.staff("admin"), one.number)


def test_what_is_referred_leaves_the_ordinary_lists(desk: CustodyDesk) -> None:
    one, reception, dsl = desk.office_holds(), desk.staff("reception"), desk.staff("safeguarding")
    with pytest.raises(Refused, match="nobody has looked"):
        desk.custody.handing.offer(reception, seen(one), SAFEGUARDING)
    desk.custody.handing.offer(reception, seen(one), SAFEGUARDING, attested=True)
    desk.custody.handing.accept(dsl, seen(desk.look(one.number)), "DSL's safe")
    one = desk.look(one.number)
    assert one.state is State.WITH_SAFEGUARDING
    assert one.number not in numbers(desk, "reception")
    assert one.number in [d.number for d in desk.custody.lists.desk(dsl).referred]
    with pytest.raises(Refused, match="no such device"):
        desk.custody.lists.device(reception, one.number)
    give = desk.custody.giving_back
    with pytest.raises(Refused, match="safeguarding"):
        give.to_police(reception, seen(one), PoliceVisit("PC 12", "CR/1", True))
    with pytest.raises(Refused, match="officer"):
        give.to_police(dsl, seen(one), PoliceVisit("", "CR/1", True))
    with pytest.raises(Refused, match="nobody has looked"):
        give.to_police(dsl, seen(one), PoliceVisit("PC 12", "CR/1", False))
    give.to_police(dsl, seen(one), PoliceVisit("PC 12", "CR/1", True))
    one = desk.look(one.number)
    assert (one.state, one.police_reference) == (State.WITH_POLICE, "CR/1")
    give.from_police(dsl, seen(one), "DSL's safe")
    assert desk.said(one.number)[-2:] == ["handed to the police", "came back from the police"]


def numbers(desk: CustodyDesk, username: str) -> set[int]:
    found = desk.custody.lists.desk(desk.staff(username))
    return {one.number for one in (*found.held, *(late.device for late in found.overdue))}


def test_what_quietly_ran_over_a_holiday_is_said(desk: CustodyDesk) -> None:
    desk.go_to("2025-10-24T10:05")
    one = desk.office_holds()
    assert one.number in numbers(desk, "reception")
    desk.go_to("2025-11-03T09:00")
    late = desk.custody.lists.desk(desk.staff("reception")).overdue
    assert {tuple(found.over) for found in late if found.device.number == one.number} == {("half-term",)}
    counts = desk.custody.lists.counts()
    assert counts.overdue >= 1
    desk.clock.advance(timedelta(days=1))
    assert one.number in {d.number for d in desk.custody.lists.of_pupil(desk.staff("reception"), one.pupil)}


def test_at_the_very_same_moment_one_is_followed_and_the_other_told(desk: CustodyDesk) -> None:
    one, custody = desk.office_holds(), desk.custody
    staff = desk.staff("reception"), desk.staff("safeguarding")

    def give() -> None:
        custody.giving_back.give(staff[0], seen(one), PARENT)

    def offer() -> None:
        custody.handing.offer(staff[1], seen(one), RECEPTION)

    with ThreadPoolExecutor(2) as pool:
        errors = [future.exception() for future in [pool.submit(give), pool.submit(offer)]]
    assert sorted(isinstance(error, Refused) for error in errors) == [False, True]
    told = next(str(error) for error in errors if error)
    assert "was first" in told
    assert desk.look(one.number).revision == one.revision + 1
    assert len(desk.said(one.number)) == 4


def test_what_goes_to_safeguarding_for_their_own_reasons_is_not_in_the_office_s_list(
    desk: CustodyDesk,
) -> None:
    one, reception, dsl = (
        desk.take(why=Why.HARM, attested=True),
        desk.staff("reception"),
        desk.staff("safeguarding"),
    )
    assert one.number not in numbers(desk, "reception")
    with pytest.raises(Refused, match="do not hold"):
        desk.custody.giving_back.give(reception, seen(one), PARENT)
    desk.custody.handing.accept(dsl, seen(one), "DSL's safe")
    desk.custody.handing.offer(dsl, seen(desk.look(one.number)), RECEPTION)
    desk.custody.handing.accept(reception, seen(desk.look(one.number)), "office safe")
    held = desk.look(one.number, "reception")
    assert held.state is State.HELD
    assert not may_know_why(reception, held)
    assert may_know_why(desk.staff("m.okafor"), held)
    links = desk.custody.lists.device(reception, one.number)[1]
    assert "harm" not in "".join(link.reason.lower() + link.what for link in links)
