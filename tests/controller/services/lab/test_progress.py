from controller.services.lab.progress import SHOWN
from tests.labs import FakeLab, seat


def test_the_newest_order_comes_first_and_old_ones_are_left_out(lab: FakeLab) -> None:
    lab.turn_on(1)
    made = []
    for number in range(SHOWN + 2):
        made.append(lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1)], str(number)))
        lab.clock.advance(1)
    shown = [one.id for one in lab.lab.progress.recent(lab.lesson)]
    assert shown == made[::-1][:SHOWN]


def test_the_story_of_a_lock(lab: FakeLab) -> None:
    here, leaving = lab.turn_on(1), lab.turn_on(2)
    lab.enrol(14)
    order = lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1), seat(2), seat(14)], "")

    def said() -> str:
        return lab.lab.progress.of(order).summary

    away = "PC-14 is off and will lock when it returns"
    assert said() == f"0 of 3 locked; {away}; waiting for PC-01 and PC-02."
    here.obey()
    leaving.obey()
    assert said() == f"2 of 3 locked; {away}."
    leaving.go()
    assert said() == "1 of 3 locked; PC-02 and PC-14 are off and will lock when they return."
    lab.restart(leaving)
    assert said() == f"2 of 3 locked; {away}."


def test_orders_of_another_lesson_are_not_shown(lab: FakeLab) -> None:
    lab.turn_on(1)
    lab.lab.orders.lock(lab.teacher, lab.lesson, [seat(1)], "")
    other = lab.lab.lessons.in_room("lab-2")
    assert other
    assert lab.lab.progress.recent(other) == []
