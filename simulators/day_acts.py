"""What happens on a school day: an early leaver, an exam, a drill, a bell that comes late, the release."""

from controller.domain.school import Pouch
from firmware_bridge.protocol.v1.vocabulary import Mode
from simulators.day import Act, Day
from simulators.waiting import wait_for

GATE, OFFICE = "south-1", "office-1"
SIX = 6
SOON_S = 30.0
TRIES = 5  # of a pupil whose tap was answered too late, on a busy machine


def early_leaver(day: Day) -> None:
    """Reception gives leave, the pupil goes by the office, and one tap more opens nothing."""
    pouch, _ = _leave(day, 0)
    for _ in range(TRIES):
        if not _opened(day, pouch):
            day.tap_and_wait(OFFICE, pouch)
    day.tap_and_wait(OFFICE, pouch)


def cancelled_leave(day: Day) -> None:
    pouch, leave = _leave(day, 1)
    day.reception.command("reception.cancel-leave", leave=leave)
    day.tap(OFFICE, pouch)


def exam(day: Day) -> None:
    """The South gate is beside the hall."""
    day.admin.command("station.set-mode", scope=f"station:{GATE}", mode="exam", minutes=60)
    wait_for(lambda: day.site.stations[GATE].mode is Mode.EXAM, "the exam at the gate", SOON_S)
    day.tap(GATE, day.site.school.pouches[2])


def lunch(day: Day) -> None:
    day.all_tap(SIX)


def evacuation_drill(day: Day) -> None:
    _drill(day, Mode.EVACUATE)


def lockdown_drill(day: Day) -> None:
    _drill(day, Mode.LOCKDOWN)


def release_for_the_bell(day: Day) -> None:
    when = "bell" if day.bell_is_ahead() else "now"
    day.reception.command("reception.start-release", when=when, reason="a simulation")


def assembly_overruns(day: Day) -> None:
    """The release is called off before the bell."""
    day.reception.command("reception.end-release", release=_release(day))
    day.site.wait_level()


def bell_without_release(day: Day) -> None:
    day.all_tap(SIX)


def late_release(day: Day) -> None:
    day.reception.command("reception.start-release", when="now", reason="a simulation")
    day.site.wait_mode(Mode.RELEASE)


def end_of_release(day: Day) -> None:
    day.reception.command("reception.end-release", release=_release(day))
    day.site.wait_mode(Mode.NORMAL)
    day.all_tap(SIX)


SCHOOL_DAY = (
    Act("08:40", "tutor time begins; pouches are locked, which nothing tells the product", Day.nothing),
    Act("09:30", "an early leaver goes by the office", early_leaver),
    Act("09:50", "a leave is cancelled, and the pupil tries all the same", cancelled_leave),
    Act("10:15", "an exam beside the South gate", exam),
    Act("12:25", "lunch: some try their luck", lunch),
    Act("13:30", "a fire drill", evacuation_drill),
    Act("13:50", "a lockdown drill", lockdown_drill),
    Act("14:50", "reception sets the release for the bell", release_for_the_bell),
    Act("15:05", "an assembly overruns: the release is called off", assembly_overruns),
    Act("15:10", "the bell, and the pouches stay shut", bell_without_release),
    Act("15:15", "the release, five minutes late", late_release),
    Act("15:36", "the release is over, and some come too late", end_of_release),
)


def _leave(day: Day, number: int) -> tuple[Pouch, int]:
    """A pouch whose pupil was given leave, and the number of that."""
    pouch = day.site.school.pouches[number]
    answer = day.reception.command(
        "reception.give-leave", pupil=pouch.pupil, reason="appointment", note="", minutes=30
    )
    return pouch, answer["leave"]["id"]


def _drill(day: Day, mode: Mode) -> None:
    """Every station is in the mode; some tap; and then it is over."""
    answer = day.admin.command("emergency.order", mode=mode.word, drill=True, reason="a drill")
    day.site.wait_mode(mode)
    day.all_tap(SIX)
    day.admin.command("emergency.end", order=answer["order"])
    day.site.wait_mode(Mode.NORMAL)


def _opened(day: Day, pouch: Pouch) -> int:
    return sum(one.uid == pouch.tag_uid for one in day.site.witness.openings)


def _release(day: Day) -> int:
    return max(row.id for row in day.site.books.release_rows())
