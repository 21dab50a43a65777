"""Simulated PCs against the fake controller, on real sockets."""

import asyncio
import io
import time
from contextlib import asynccontextmanager

import engineio
import psutil
import pytest
from PIL import Image

from simulators.workstation import WorkstationSpec
from simulators.workstation_fleet import WorkstationFleet, read_specs, run_fleet
from simulators.workstation_platform import LOG_IN_S
from tests.workstation_agent.clocks import START, ManualClock
from tests.workstation_agent.core.bench import watch
from tests.workstation_agent.fake_controller import FakeController
from workstation_agent.protocol import enrolment
from workstation_agent.protocol.acts import Act, ActKind, ActResult, OpenUrl, Power
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.frame import frame_picture

PC = "lab1-pc00"


class Lab:
    def __init__(self, path, seats):
        self.controller = FakeController()
        self.clock = ManualClock()
        self.path = path
        self.seats = seats
        self.motion_s = 100.0

    async def open(self):
        await self.controller.start()
        for seat in range(self.seats):
            self.controller.codes[f"CODE-{seat:02}"] = f"PC-{seat:02}"
        self.fleet = self.build()
        await self.fleet.start()
        await self.controller.until(self.all_connected, 30)

    def build(self):
        specs = [
            WorkstationSpec(f"lab1-pc{seat:02}", f"9pupil{seat}", seat, f"CODE-{seat:02}")
            for seat in range(self.seats)
        ]
        return WorkstationFleet(
            self.controller.url,
            specs,
            self.path,
            self.clock,
            motion=lambda: self.motion_s,
            first_pause_s=0.05,
            boot_s=0.1,
        )

    def all_connected(self):
        seats = self.controller.seats.values()
        return len(seats) == self.seats and all(seat.sid and seat.reports for seat in seats)

    def seat(self, number=0):
        return self.controller.seats[f"ws-pc-{number:02}"]

    async def lock(self, number=0, version=2, message="Eyes on me"):
        lease = Lease(f"l{version}", "lock", message, START, 600.0)
        await self.controller.want(f"ws-pc-{number:02}", Desired(version, None, (lease,)))


@asynccontextmanager
async def lab(path, seats=1):
    room = Lab(path, seats)
    await room.open()
    try:
        yield room
    finally:
        await room.fleet.stop()
        await room.controller.stop()


def agent_tasks():
    """How many tasks of the agents are alive; the fake controller's own come and go."""
    owners = ("AsyncClient", "Agent", "Connection", "Workstation")
    return sum(task.get_coro().__qualname__.startswith(owners) for task in asyncio.all_tasks())


def play(story):
    asyncio.run(story())


def test_each_enrols_with_its_code_once_and_keeps_its_key(tmp_path):
    async def story():
        async with lab(tmp_path, 3) as room:
            await room.fleet.stop()
            room.fleet = room.build()
            await room.fleet.start()
            await room.controller.until(
                lambda: all(s.connections == 2 for s in room.controller.seats.values())
            )
            assert len(room.controller.enrolments) == 3
            assert room.seat(2).reports[-1].user == "9pupil2"

    play(story)


def test_a_locked_pc_shows_the_lock_screen_to_pupil_and_teacher(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            await room.controller.watch("ws-pc-00", watch(interval_ms=40, ttl_s=100))
            await room.controller.until(lambda: room.seat().frames)
            await room.lock()
            await room.controller.until(lambda: len(room.seat().frames) == 2)
            assert room.fleet[PC].locked == "Eyes on me"
            header, frame = room.seat().frames[-1]
            shown = Image.open(io.BytesIO(frame_picture(frame)))
            assert shown.size == (header.w, header.h) == (320, 180)
            red, _, blue = shown.getpixel((5, 5))
            assert blue > red

    play(story)


def test_an_unwatched_pc_draws_nothing_and_a_still_one_sends_nothing(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            assert room.fleet[PC].pictures == 0
            await room.controller.watch("ws-pc-00", watch(interval_ms=40, ttl_s=100))
            await room.controller.until(lambda: room.seat().frames)
            await asyncio.sleep(0.3)
            assert room.fleet[PC].pictures == 1
            room.motion_s += 60
            await room.controller.until(lambda: len(room.seat().frames) == 2)

    play(story)


def test_a_sent_link_is_on_the_screen_until_the_pupil_closes_it(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            await room.controller.act("ws-pc-00", Act("o1", 20, OpenUrl("https://www.bbc.co.uk/bitesize")))
            await room.controller.until(lambda: room.seat().acted)
            assert room.fleet[PC].opened == ["https://www.bbc.co.uk/bitesize"]

    play(story)


def test_a_pc_that_is_restarted_goes_and_comes_back_and_one_that_is_shut_down_stays_away(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            pc, seat = room.fleet[PC], room.seat()
            await room.lock()
            await room.controller.until(lambda: seat.in_force)
            await room.controller.act("ws-pc-00", Act("o1", 20, Power(ActKind.RESTART)))
            await room.controller.until(lambda: seat.acted and seat.connections == 2)
            await room.controller.until(lambda: seat.reports[-1].user is None and seat.in_force)
            assert seat.acted[0].result is ActResult.DONE
            room.motion_s += LOG_IN_S
            await room.controller.until(lambda: seat.reports[-1].user == "9pupil0")
            await room.controller.act("ws-pc-00", Act("o2", 20, Power(ActKind.SHUT_DOWN)))
            await room.controller.until(lambda: seat.sid is None)
            assert [one.result for one in seat.acted] == [ActResult.DONE] * 2
            await room.controller.until(lambda: not pc.powered)

    play(story)


def test_power_network_and_login_are_seen_by_the_controller(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            pc, seat = room.fleet[PC], room.seat()
            await room.lock()
            await room.controller.until(lambda: seat.in_force)
            await pc.restart()
            seat.reports.clear()
            await room.controller.until(lambda: seat.connections == 2 and seat.in_force)
            assert pc.locked == "Eyes on me"
            await pc.lose_network()
            await room.controller.until(lambda: seat.sid is None)
            assert pc.powered
            assert pc.locked
            await pc.restore_network()
            await room.controller.until(lambda: seat.connections == 3)
            await pc.power_off()
            await room.controller.until(lambda: seat.sid is None)
            assert (pc.powered, pc.locked) == (False, None)
            pc.log_in(None)
            await pc.power_on()
            await room.controller.until(lambda: seat.sid and seat.reports[-1].user is None)

    play(story)


def test_a_pc_without_network_at_start_waits_for_it(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            await room.fleet[PC].power_off()
            await room.fleet[PC].lose_network()
            await room.fleet[PC].power_on()
            await asyncio.sleep(0.2)
            assert room.seat().connections == 1
            await room.fleet[PC].restore_network()
            await room.controller.until(lambda: room.seat().connections == 2)

    play(story)


@pytest.mark.parametrize(
    ("refusal", "code"),
    [("PC-00", None), (enrolment.CODE_EXPIRED, "CODE-00"), (enrolment.NAME_TAKEN, "CODE-00")],
)
def test_why_a_pc_did_not_enrol_is_said_once(tmp_path, caplog, refusal, code):
    async def story():
        controller = FakeController()
        await controller.start()
        controller.codes["CODE-00"] = refusal
        fleet = WorkstationFleet(
            controller.url, [WorkstationSpec(PC, code=code)], tmp_path, ManualClock(), first_pause_s=0.01
        )
        await fleet.start()
        async with asyncio.timeout(5):
            while fleet[PC].powered:
                await asyncio.sleep(0.01)
        assert "code" in fleet[PC].trouble
        assert caplog.text.count(fleet[PC].trouble) == 1
        await fleet.stop()
        await controller.stop()

    play(story)


def test_a_pc_started_before_the_controller_enrols_when_it_is_there(tmp_path, caplog):
    async def story():
        room = Lab(tmp_path, 1)
        await room.controller.start()
        room.controller.codes["CODE-00"] = "PC-00"
        await room.controller.stop()
        room.fleet = room.build()
        await room.fleet.start()
        await asyncio.sleep(0.1)
        assert "did not answer" in room.fleet[PC].trouble
        await room.controller.start()
        await room.controller.until(room.all_connected)
        await room.fleet.stop()
        await room.controller.stop()

    play(story)
    assert caplog.text.count("did not answer") == 1


def test_a_room_of_sixty_is_cheap_when_nobody_looks(tmp_path):
    async def story():
        async with lab(tmp_path, 60) as room:
            used, started = psutil.Process().cpu_times(), time.monotonic()
            await asyncio.sleep(2)
            now = psutil.Process().cpu_times()
            share = (now.user + now.system - used.user - used.system) / (time.monotonic() - started)
            assert sum(pc.pictures for pc in room.fleet.workstations.values()) == 0
            assert share < 0.25

    play(story)


def test_nothing_is_left_of_pcs_that_were_switched_off(tmp_path):
    async def story():
        async with lab(tmp_path, 5) as room:
            running = agent_tasks()
            for turn in range(2, 7):
                await asyncio.gather(*(pc.restart() for pc in room.fleet.workstations.values()))
                await room.controller.until(
                    lambda turn=turn: all(s.connections == turn for s in room.controller.seats.values())
                )
            async with asyncio.timeout(5):
                while agent_tasks() != running:
                    await asyncio.sleep(0.02)
            assert len(engineio.base_client.connected_clients) == 5

    play(story)


def test_a_pc_can_be_switched_off_at_any_moment_of_its_connecting(tmp_path):
    async def story():
        async with lab(tmp_path, 2) as room:
            for turn in range(60):
                await asyncio.wait_for(room.fleet[PC].restart(), 5)
                for _ in range(turn):
                    await asyncio.sleep(0)
            await asyncio.wait_for(room.fleet[PC].power_off(), 5)

    play(story)


def test_a_fleet_takes_commands_and_says_what_it_cannot_do(tmp_path):
    async def story():
        async with lab(tmp_path) as room:
            assert await room.fleet.command("power_off lab1-pc00\n") == ""
            assert not room.fleet[PC].powered
            assert "is not one of power_on" in await room.fleet.command("explode lab1-pc00")
            assert await room.fleet.command("restart lab9-pc99") == "there is no PC `lab9-pc99`"

    play(story)


def test_a_fleet_runs_until_its_input_ends(tmp_path, caplog):
    async def story():
        fleet = WorkstationFleet("http://127.0.0.1:9", [WorkstationSpec(PC)], tmp_path, ManualClock())
        lines = asyncio.StreamReader()
        lines.feed_data(b"power_off lab1-pc00\nnonsense\n\xff\n")
        lines.feed_eof()
        await asyncio.wait_for(run_fleet(fleet, lines), 5)
        assert not fleet[PC].powered

    play(story)
    assert "`nonsense` is not one of" in caplog.text


@pytest.mark.parametrize("hostname", ["../../etc", "", "a/b", "pc 1", "x" * 64])
def test_a_host_name_cannot_lead_out_of_the_data_directory(tmp_path, hostname):
    with pytest.raises(ValueError, match="cannot be a host name"):
        WorkstationFleet("http://127.0.0.1:9", [WorkstationSpec(hostname)], tmp_path, ManualClock())


def test_specs_are_read_from_json():
    assert read_specs('[{"hostname": "pc1", "user": "7khan", "seed": 3, "code": "A"}]') == [
        WorkstationSpec("pc1", "7khan", 3, "A")
    ]
    with pytest.raises(TypeError, match="colour"):
        read_specs('[{"hostname": "pc1", "colour": "red"}]')
