"""Runs of the state machine that are kept: what each shows, and its steps.

They are played with the firmware on CPython and on MicroPython (test_micropython.py), and must end alike. A
run that
once found a mistake belongs here.
"""

from controller.domain.exams.attendance import Step as Mark
from controller.domain.modes import StationMode
from controller.domain.releases import When
from firmware_bridge.protocol.v1.vocabulary import Kind
from tests.stateful.school import LENIENT, STATIONS, STRANGER, UIDS

GATE, DESK = STATIONS
ORDERS = (Kind.SET_MODE, Kind.AUTHORITY, Kind.AUTHORISE_REPLY)
ADA, BEN, CAT = UIDS.values()
Step = tuple[str, dict[str, object]]


def step(rule: str, **arguments: object) -> Step:
    return rule, arguments


def opened(start: str, seed: int = 1) -> Step:
    return step("open_school", start=start, seed=seed)


WAIT = step("pass_time", spell=(20_000, 4))

SCENARIOS: dict[str, tuple[Step, ...]] = {
    "a release with a jam, and what the power leaves of two openings": (
        opened("release"),
        step("all_pupils_tap", station=GATE),
        step("tap", station=DESK, tag=STRANGER),
        step("jam", station=GATE, jammed=True),
        step("tap", station=GATE, tag=ADA),
        step("jam", station=GATE, jammed=False),
        step("power_cut_at_the_bolt", station=DESK, when="before"),
        step("tap", station=DESK, tag=BEN),
        step("power_returns", station=DESK),
        WAIT,
        step("power_cut_at_the_bolt", station=DESK, when="after"),
        step("tap", station=DESK, tag=BEN),
        step("power_returns", station=DESK),
        WAIT,
    ),
    "power that goes in the middle of what is written": (
        opened("release"),
        *(
            one
            for after in (0, 40, 150, 200)
            for one in (
                step("power_cut_in_flash", station=GATE, after=after),
                step("all_pupils_tap", station=GATE),
                step("power_returns", station=GATE),
                WAIT,
            )
        ),
    ),
    "a release without the broker, and its end that the stations must know by themselves": (
        opened("release"),
        step("broker_outage", forgetful=True),
        step("all_pupils_tap", station=GATE),
        step("all_pupils_tap", station=DESK),
        step("pass_time", spell=(25 * 60_000, 5)),
        step("pass_time", spell=(5 * 60_000, 5)),
        step("tap_both", tag=ADA),
        step("pass_time", spell=(7 * 3_600_000, 7)),
        step("broker_outage", forgetful=True),
        step("tap_both", tag=BEN),
    ),
    "one leave, two stations, an answer that comes late and one that comes twice": (
        opened("leave"),
        step("message_faults", hop="gate-1.in", kinds=["late"]),
        step("tap", station=GATE, tag=ADA),
        step("pass_time", spell=(2500, 1)),
        step("late_ones_come", hop="gate-1.in"),
        step("message_faults", hop="gate-1.in", kinds=["twice"]),
        step("tap", station=GATE, tag=ADA),
        step("tap", station=DESK, tag=ADA),
        step("answers_come_slowly", first="p3", station=GATE, second=BEN, ms=300),
        step("give_leave", pupil="p2"),
        step("cancel_leave", pupil="p2"),
        step("tap_both", tag=BEN),
    ),
    "modes, the key switch, and flash that takes nothing": (
        opened("release"),
        step("set_mode", station=GATE, mode=StationMode.LOCKDOWN),
        step("tap", station=GATE, tag=ADA),
        step("power_cut", station=GATE),
        step("power_returns", station=GATE),
        step("tap", station=GATE, tag=ADA),
        step("turn_key_switch", station=GATE, on=True),
        step("flash_full", station=GATE, full=True),
        step("tap", station=GATE, tag=STRANGER),
        step("flash_full", station=GATE, full=False),
        WAIT,
        step("turn_key_switch", station=GATE, on=False),
        step("tap", station=GATE, tag=BEN),
        step("set_mode", station=GATE, mode=StationMode.EVACUATE),
        step("tap", station=GATE, tag=STRANGER),
        step("set_mode", station=GATE, mode=StationMode.NORMAL),
        WAIT,
        step("tap", station=GATE, tag=CAT),
    ),
    "an attacker repeats, keeps and forges orders": (
        opened("leave"),
        step("tap", station=GATE, tag=ADA),
        step("set_mode", station=GATE, mode=StationMode.EVACUATE),
        step("set_mode", station=GATE, mode=StationMode.NORMAL),
        *(step("replay_an_order", station=GATE, kind=kind, which=1, retained=False) for kind in ORDERS),
        *(step("replay_an_order", station=GATE, kind=kind, which=0, retained=True) for kind in ORDERS),
        step("tap", station=GATE, tag=BEN),
        *(step("forge", station=GATE, key=key, mode=None) for key in ("open", "other", "none")),
        step("set_mode", station=GATE, mode=StationMode.EVACUATE),
        step("set_mode", station=GATE, mode=StationMode.NORMAL),
        step("power_cut", station=GATE),
        step("power_returns", station=GATE),
        *(
            step("replay_an_order", station=GATE, kind=kind, which=which, retained=False)
            for kind in ORDERS
            for which in (2, 1, 0)
        ),
        step("tap", station=GATE, tag=BEN),
        WAIT,
        *(step("replay_a_report", which=n) for n in range(12)),
        step("rotate_key", station=GATE),
        WAIT,
        step("tap_both", tag=ADA),
    ),
    "a controller that dies between what it stores and what it answers": (
        opened("quiet"),
        *(
            one
            for points in (1, 2, 4)
            for one in (
                step("controller_dies", points=points),
                step("tap", station=GATE, tag=CAT),
                step("controller_starts"),
                WAIT,
            )
        ),
        step("all_is_mended"),
        step("switch_policy", name=LENIENT),
        step("tap", station=GATE, tag=CAT),
        step("tap", station=GATE, tag=BEN),
        step("start_release", when=When.NOW),
        step("controller_dies", points=2),
        step("all_pupils_tap", station=DESK),
        step("controller_starts"),
        step("end_release"),
        WAIT,
        step("tap_both", tag=ADA),
    ),
    "pages of an authority that were kept back by somebody": (
        opened("release"),
        step("end_release"),
        *(
            step("replay_an_order", station=GATE, kind=Kind.AUTHORITY, which=n, retained=False)
            for n in range(8)
        ),
        step("tap", station=GATE, tag=ADA),
        step("broker_outage", forgetful=True),
        step("tap", station=GATE, tag=BEN),
        step("broker_outage", forgetful=True),
        step("start_release", when=When.NOW),
        step("tap", station=GATE, tag=CAT),
    ),
    "an answer to a boot message that lay in a cable for half an hour": (
        opened("release"),
        step("power_cut", station=DESK),
        step("pass_time", spell=(300, 1)),
        step("message_faults", hop="line.down", kinds=["none", "late"]),
        step("power_returns", station=DESK),
        step("pass_time", spell=(1500, 1)),
        step("pass_time", spell=(25 * 60_000, 5)),
        step("late_ones_come", hop="line.down"),
        step("tap", station=DESK, tag=ADA),
        step("pass_time", spell=(5 * 60_000, 1)),
        step("late_ones_come", hop="line.down"),
        step("tap_both", tag=BEN),
    ),
    "a medical need, which any station knows with the network down": (
        opened("quiet"),
        step("exempt", pupil="p1"),
        step("pass_time", spell=(20_000, 4)),
        step("broker_outage", forgetful=True),
        step("tap_both", tag=ADA),
        step("tap_both", tag=BEN),
        step("pass_time", spell=(7 * 3_600_000, 7)),
        step("pass_time", spell=(7 * 3_600_000, 7)),
        step("pass_time", spell=(7 * 3_600_000, 7)),
        step("pass_time", spell=(7 * 3_600_000, 7)),
        step("tap_both", tag=ADA),
        step("broker_outage", forgetful=True),
        WAIT,
        step("tap", station=GATE, tag=ADA),
        step("end_exemption", pupil="p1"),
        WAIT,
        step("tap_both", tag=ADA),
    ),
    "a candidate who was marked absent and comes after all, at a station that hears of nothing": (
        opened("planned"),
        step("mark_candidate", paper=1, pupil="p1", step=Mark.ABSENT),
        WAIT,
        step("broker_outage", forgetful=True),
        step("start_paper", paper=1),
        step("candidate_arrives", paper=1, pupil="p1"),
        step("tap_both", tag=ADA),
        step("tap_both", tag=CAT),
        step("broker_outage", forgetful=True),
        WAIT,
        step("candidate_tries_every_station", paper=1, pupil="p2", release=False),
        step("mark_candidate", paper=1, pupil="p1", step=Mark.FINISHED),
        step("tap_both", tag=ADA),
        step("mark_candidate", paper=1, pupil="p1", step=Mark.MISTAKEN),
        step("tap_both", tag=ADA),
        step("end_paper", paper=1),
        WAIT,
        step("tap_both", tag=BEN),
    ),
    "acknowledgements that flash does not take": (
        opened("release"),
        step("stall", hop="gate-1.in", stalled=True),
        step("all_pupils_tap", station=GATE),
        step("flash_full", station=GATE, full=True),
        step("stall", hop="gate-1.in", stalled=False),
        WAIT,
        step("flash_full", station=GATE, full=False),
        step("all_pupils_tap", station=GATE),
        WAIT,
    ),
}
