import asyncio

from simulators.desktop import Desktop
from simulators.workstation_platform import LOG_IN_S, OPEN_S, READ_S, SimulatedPlatform
from tests.workstation_agent.clocks import START, ManualClock
from workstation_agent.protocol.acts import Act, ActKind, OpenUrl, Power, ShowMessage, StartProgram, What
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import KINDS, Apps, ListMode, Sites


class Rig:
    def __init__(self, **options):
        self.motion_s = 100.0
        self.switched = []
        self.pc = SimulatedPlatform(
            Desktop("PC-01", 1),
            "9okafort",
            ManualClock(),
            lambda: self.motion_s,
            self.switched.append,
            **options,
        )

    def do(self, what: What):
        asyncio.run(self.pc.deeds[what.kind].do(Act("o1", 20, what)))

    def hold(self, kind, limits=None):
        asyncio.run(self.pc.modes[kind].hold(Lease("l1", kind, "Look up", START, 60, limits)))


def test_it_can_do_everything_that_the_protocol_has():
    rig = Rig()
    assert set(rig.pc.modes) == set(KINDS)
    assert set(rig.pc.deeds) == set(ActKind)


def test_each_kind_is_in_the_scene_until_it_is_lifted():
    rig = Rig()
    free = rig.pc.scene()
    lists = {"sites": Sites(ListMode.ONLY, ()), "apps": Apps(ListMode.NOT, ("minetest",))}
    for kind in KINDS:
        rig.hold(kind, lists.get(kind))
        assert rig.pc.scene() != free
        asyncio.run(rig.pc.modes[kind].lift())
        assert rig.pc.scene() == free


def test_what_a_teacher_opens_is_left_open_for_a_while_and_the_newest_is_in_front():
    rig = Rig()
    rig.do(StartProgram("gimp"))
    rig.do(OpenUrl("https://bbc.co.uk"))
    assert (rig.pc.scene().url, rig.pc.scene().program) == ("https://bbc.co.uk", None)
    rig.do(StartProgram("gimp"))
    assert rig.pc.scene().program == "gimp"
    rig.motion_s += OPEN_S
    assert (rig.pc.scene().url, rig.pc.scene().program) == (None, None)


def test_a_message_is_closed_after_it_was_read():
    rig = Rig()
    rig.do(ShowMessage("Save your work"))
    assert rig.pc.scene().message == "Save your work"
    rig.motion_s += READ_S
    assert rig.pc.scene().message is None


def test_a_pupil_who_was_logged_off_logs_in_again():
    rig = Rig()
    rig.do(Power(ActKind.LOG_OFF))
    assert rig.pc.user() is None
    rig.motion_s += LOG_IN_S
    assert rig.pc.user() == "9okafort"


def test_a_pc_that_has_just_started_waits_for_its_pupil():
    rig = Rig(booted=True)
    assert rig.pc.user() is None
    rig.motion_s += LOG_IN_S
    assert rig.pc.user() == "9okafort"


def test_power_is_the_workstations_business():
    rig = Rig()
    for kind in (ActKind.RESTART, ActKind.SHUT_DOWN):
        rig.do(Power(kind))
    assert rig.switched == [ActKind.RESTART, ActKind.SHUT_DOWN]
