from controller.domain.timetable import local
from controller.services.staff_actions import Wanted
from tests.labs import FakeLab, seat


def test_a_control_is_read_with_who_where_and_why_it_ended(lab: FakeLab) -> None:
    pc, live = lab.turn_on(1), lab.services.live
    today = Wanted(local(lab.clock.now()).date())
    session = live.controls.start("tab", lab.teacher, lab.lesson, pc.id)
    [going_on] = live.past(today)
    assert (going_on.by, going_on.pc, going_on.user, going_on.ended_at) == (
        "Mrs M. Okafor",
        "PC-01",
        "pupil",
        None,
    )
    live.controls.stop("tab", session)
    assert live.past(today)[0].why == "the teacher ended it"
    assert live.past(Wanted(today.on, teacher=lab.account("j.pritchard").id)) == []
    assert live.past(Wanted(today.on, workstation=seat(2))) == []
    lab.clock.advance(86400)
    assert live.past(Wanted(local(lab.clock.now()).date())) == []
