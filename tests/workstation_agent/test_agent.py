"""The agent on a real socket: what a PC does when the network, the controller or the agent goes away."""

import asyncio
import random
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workstation_agent.clocks import START, ManualClock
from tests.workstation_agent.core.bench import watch
from tests.workstation_agent.fake_controller import WRONG_KEY, FakeController
from tests.workstation_agent.fake_platform import FakePlatform
from workstation_agent.agent import Agent
from workstation_agent.backoff import Backoff
from workstation_agent.connection import Connection
from workstation_agent.platform.interface import PlatformError
from workstation_agent.protocol.acts import Act, ActKind, ActResult, OpenUrl, Power, ShowMessage, StartProgram
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.enrolment import Hello
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.store import Store

WS, KEY = "ws-1", "key-of-pc-1"
BBC = Sites(ListMode.ONLY, ("bbc.co.uk",))
NO_GAMES = Apps(ListMode.NOT, ("minetest",))


class Rig:
    """One controller, and one PC that can be switched off and on; its disk and its clock go on."""

    def __init__(self, path):
        self.controller = FakeController()
        self.seat = self.controller.add_seat(WS, KEY)
        self.store = Store(path / "agent", durable=False)
        self.clock = ManualClock()
        self.platform = FakePlatform()
        self.key = KEY
        self.task = None

    def power_on(self):
        self.platform = FakePlatform(self.platform.name)
        backoff = Backoff(random.Random(1), first_s=0.02)
        hello = Hello(WS, self.key, "0.1.0")
        self.connection = Connection(self.controller.url, hello, backoff, pause=self.pause)
        self.agent = Agent(self.connection, self.platform, self.store, self.clock)
        self.task = asyncio.create_task(self.agent.run())

    async def pause(self, seconds):
        await asyncio.sleep(0.01)

    async def power_off(self):
        if self.task is None:
            return
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        self.task = None

    async def online(self):
        await self.controller.until(lambda: self.seat.sid and self.seat.reports)

    async def lock(self, version=2, remaining_s=600.0, message="Eyes on me"):
        ends_at = START + timedelta(seconds=self.clock.elapsed_s + remaining_s)
        lease = Lease(f"l{version}", "lock", message, ends_at, remaining_s)
        await self.controller.want(WS, Desired(version, None, (lease,)))
        return lease

    async def until(self, true, within_s=10.0):
        async with asyncio.timeout(within_s):
            while not true():
                await asyncio.sleep(0.005)


class Broken:
    async def hold(self, lease):
        raise RuntimeError("no such device")

    async def lift(self):
        raise RuntimeError("no such device")


@asynccontextmanager
async def rigged(path, *, online=True):
    rig = Rig(path)
    await rig.controller.start()
    rig.power_on()
    try:
        if online:
            await rig.online()
        yield rig
    finally:
        await rig.power_off()
        await rig.controller.stop()


def story(test):
    """An async test, run to its end on a loop of its own."""

    def run(tmp_path):
        asyncio.run(test(tmp_path))

    run.__name__ = test.__name__
    return run


@story
async def test_a_lock_is_asked_delivered_and_in_force(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.lock()
        await rig.controller.until(lambda: rig.seat.in_force == ["l2"])
        assert rig.platform.locked == "Eyes on me"
        assert rig.seat.reports[-1].user == "7akhan"
        await rig.controller.want(WS, Desired(3))
        await rig.controller.until(lambda: rig.seat.reports[-1].version == 3 and not rig.seat.in_force)
        assert rig.platform.locked is None


@story
async def test_a_killed_controller_leaves_nobody_locked_past_the_lease(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.lock(remaining_s=600)
        await rig.until(lambda: rig.platform.locked)
        await rig.controller.stop()
        await rig.until(lambda: not rig.agent.state.connected)
        rig.clock.advance(599)
        await asyncio.sleep(0.3)
        assert rig.platform.locked
        rig.clock.advance(1)
        await rig.until(lambda: rig.platform.locked is None)
        await rig.controller.start()
        await rig.controller.until(lambda: rig.seat.reports[-1].ended)
        assert rig.seat.reports[-1].ended[0].why == "expired"


@story
async def test_a_pc_that_restarts_comes_back_locked_without_the_controller(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.lock(remaining_s=600)
        await rig.until(lambda: rig.platform.locked and (kept := rig.store.saved()) and kept.desired.leases)
        await rig.power_off()
        await rig.controller.stop()
        rig.clock.advance(60)
        rig.power_on()
        await rig.until(lambda: rig.platform.locked == "Eyes on me")
        rig.clock.advance(540)
        await rig.until(lambda: rig.platform.locked is None)
        await rig.controller.start()
        await rig.controller.until(lambda: rig.seat.sid)


@story
async def test_a_pc_that_was_off_is_locked_when_it_returns(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.power_off()
        await rig.controller.until(lambda: rig.seat.sid is None)
        await rig.lock()
        rig.power_on()
        await rig.controller.until(lambda: rig.seat.in_force == ["l2"])


@story
async def test_the_agent_comes_back_after_the_controller_restarts(tmp_path):
    async with rigged(tmp_path) as rig:
        for turn in range(2, 5):
            await rig.controller.stop()
            await rig.until(lambda: not rig.agent.state.connected)
            await rig.controller.start()
            await rig.controller.until(lambda turn=turn: rig.seat.connections == turn and rig.seat.sid)
        await rig.until(lambda: rig.connection.trouble == "")


@story
async def test_a_pulled_cable_stops_captures_and_mends(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.controller.watch(WS, watch(interval_ms=40, ttl_s=100))
        await rig.controller.until(lambda: rig.seat.frames)
        await rig.connection.unplug()
        await rig.until(lambda: not rig.agent.state.connected)
        captures = rig.platform.captures
        await asyncio.sleep(0.2)
        assert rig.platform.captures == captures
        rig.connection.plug()
        await rig.controller.until(lambda: rig.seat.connections == 2)


@story
async def test_an_unwatched_screen_is_not_captured_and_an_unchanged_one_not_sent(tmp_path):
    async with rigged(tmp_path) as rig:
        assert rig.platform.captures == 0
        await rig.controller.watch(WS, watch(interval_ms=40))
        await rig.controller.until(lambda: rig.seat.frames)
        await rig.until(lambda: rig.platform.captures > 4)
        assert len(rig.seat.frames) == 1
        rig.platform.shows = "a new page"
        await rig.controller.until(lambda: len(rig.seat.frames) == 2)
        await rig.controller.unwatch(WS, "w1")
        await rig.until(lambda: not rig.agent.state.watches.open)


class Deaf:
    """A pupil's side that does not get through at first."""

    def __init__(self):
        self.tries, self.broken, self.told = 0, True, ()

    async def lookers(self, lookers):
        self.tries += 1
        if self.broken:
            raise PlatformError("bar.broken", "the bar could not be drawn")
        self.told = lookers

    async def show(self, view):
        pass


@story
async def test_nothing_is_captured_of_a_pupil_who_cannot_be_told_who_looks(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.platform.pupil = deaf = Deaf()
        await rig.controller.watch(WS, watch(interval_ms=40, ttl_s=100))
        await rig.until(lambda: deaf.tries >= 2)
        assert rig.platform.captures == 0
        deaf.broken = False
        await rig.controller.until(lambda: rig.seat.frames)
        assert deaf.told
        tries = deaf.tries
        rig.platform.shows = "a new page"
        await rig.controller.until(lambda: len(rig.seat.frames) == 2)
        assert deaf.tries == tries, "what the pupil knows is not told again"


@story
async def test_a_slow_controller_is_sent_one_picture_of_a_watch_at_a_time(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.controller.frame_pace.clear()
        await rig.controller.watch(WS, watch("w1", interval_ms=40))
        await rig.controller.watch(WS, watch("w2", interval_ms=40))
        await rig.controller.until(lambda: rig.seat.frames)
        for turn in range(20):
            rig.platform.shows = f"picture {turn}"
            await asyncio.sleep(0.01)
        await rig.controller.until(lambda: len(rig.seat.frames) == 2)
        assert {one.watch for one, _ in rig.seat.frames} == {"w1", "w2"}
        rig.controller.frame_pace.set()
        await rig.controller.until(lambda: len(rig.seat.frames) == 4)
        assert rig.seat.most_unanswered <= 2


@story
async def test_a_link_is_opened_once(tmp_path):
    async with rigged(tmp_path) as rig:
        act = Act("o1", 20, OpenUrl("https://www.bbc.co.uk/bitesize"))
        await rig.controller.act(WS, act)
        await rig.controller.act(WS, act)
        await rig.controller.until(lambda: len(rig.seat.acted) == 2)
        assert rig.platform.opened == [act.what.url]
        assert {one.result for one in rig.seat.acted} == {ActResult.DONE}


@story
async def test_a_login_is_reported(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.platform.name = None
        await rig.controller.send_raw(WS, "unwatch", {"watch": "w9"})
        await rig.controller.until(lambda: rig.seat.reports[-1].user is None)


@story
async def test_a_broken_platform_is_told_to_the_teacher(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.platform.broken = "the lock window could not be opened"
        await rig.lock()
        await rig.controller.until(lambda: rig.seat.reports[-1].failing)
        assert rig.seat.reports[-1].failing[0].detail == rig.platform.broken
        await rig.controller.act(WS, Act("o1", 5, OpenUrl("https://example.org/")))
        await rig.controller.until(lambda: rig.seat.acted)
        assert rig.seat.acted[0].result is ActResult.FAILED


@story
async def test_the_agent_beats(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.controller.until(lambda: rig.seat.beats >= 1)


@pytest.mark.parametrize(
    ("event", "body", "said"),
    [
        ("desired", {"version": "nine"}, "`desired.version` must be a whole number"),
        ("desired", None, "`desired` must be a JSON object"),
        ("act", {"order": "o1", "kind": "open-url", "url": "file:///etc/passwd", "ttl_s": 5}, "http://"),
        ("watch", {"watch": "w1"}, "`watch.size` must be one of"),
    ],
)
def test_nonsense_from_the_controller_is_one_sentence_in_the_log(tmp_path, caplog, event, body, said):
    async def play():
        async with rigged(tmp_path) as rig:
            await rig.controller.send_raw(WS, event, body)
            await rig.lock()
            await rig.controller.until(lambda: rig.seat.in_force)

    asyncio.run(play())
    assert [record.message for record in caplog.records if said in record.message]


def test_a_key_that_belongs_to_another_pc_is_refused_with_the_servers_sentence(tmp_path, caplog):
    async def play():
        async with rigged(tmp_path, online=False) as rig:
            await rig.power_off()
            rig.key = "key-of-another"
            rig.power_on()
            await rig.controller.until(lambda: len(rig.controller.refused) >= 3)
            assert rig.connection.trouble == WRONG_KEY

    asyncio.run(play())
    assert len([record for record in caplog.records if WRONG_KEY in record.message]) == 1


def test_a_full_disk_is_said_and_holds_up_no_lock(tmp_path, caplog):
    async def play():
        (tmp_path / "agent").write_text("a file where the directory should be")
        async with rigged(tmp_path) as rig:
            await rig.lock()
            await rig.controller.until(lambda: rig.seat.in_force)
            await rig.until(lambda: "cannot be written" in caplog.text)

    asyncio.run(play())


@story
async def test_the_same_lease_with_a_new_message_stays_in_force(tmp_path):
    async with rigged(tmp_path) as rig:
        lease = await rig.lock()
        await rig.controller.until(lambda: rig.seat.in_force)
        await rig.controller.want(WS, Desired(3, None, (replace(lease, message="Nearly done"),)))
        await rig.until(lambda: rig.platform.locked == "Nearly done")
        await rig.controller.until(lambda: rig.seat.reports[-1].version == 3)
        assert rig.seat.in_force == ["l2"]


@story
async def test_a_kind_that_is_slow_holds_up_no_other(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.platform.slow["sites"] = asyncio.Event()
        lock = Lease("l1", "lock", "Eyes on me", START, 600)
        sites = Lease("s1", "sites", "", START, 600, Sites(ListMode.ONLY, ()))
        await rig.controller.want(WS, Desired(2, None, (sites, lock)))
        await rig.controller.until(lambda: rig.seat.in_force == ["l1"])
        await rig.controller.want(WS, Desired(3, None, (replace(sites, limits=BBC), lock)))
        await rig.controller.until(lambda: rig.seat.reports[-1].version == 3)
        rig.platform.slow["sites"].set()
        await rig.controller.until(lambda: sorted(rig.seat.in_force) == ["l1", "s1"])
        assert rig.platform.holds["sites"].limits == BBC


@story
async def test_every_kind_of_lease_and_act_reaches_the_machine(tmp_path):
    async with rigged(tmp_path) as rig:
        plain = [Lease(kind, kind, "", START, 600) for kind in ("lock", "blank", "mute", "storage")]
        lists = [Lease("s", "sites", "", START, 600, BBC), Lease("a", "apps", "", START, 600, NO_GAMES)]
        await rig.controller.want(WS, Desired(2, None, (*plain, *lists)))
        await rig.controller.until(lambda: len(rig.seat.in_force) == 6)
        assert rig.platform.holds["apps"].limits == NO_GAMES
        power = [Power(kind) for kind in (ActKind.LOG_OFF, ActKind.RESTART, ActKind.SHUT_DOWN)]
        whats = [OpenUrl("https://a.example/"), ShowMessage("Save"), StartProgram("gimp"), *power]
        for number, what in enumerate(whats):
            await rig.controller.act(WS, Act(f"o{number}", 20, what))
        await rig.controller.until(lambda: len(rig.seat.acted) == len(whats))
        assert {one.result for one in rig.seat.acted} == {ActResult.DONE}
        assert [act.what for act in rig.platform.done] == whats
        await rig.controller.want(WS, Desired(3))
        await rig.until(lambda: rig.platform.holds == {})


@story
async def test_a_trouble_is_told(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.agent.notice(Trouble("worker-restarted", "It was back after 40 ms."))
        await rig.controller.until(lambda: rig.seat.troubles)
        assert rig.seat.troubles == [Trouble("worker-restarted", "It was back after 40 ms.")]


@story
async def test_a_kind_that_fails_in_a_way_of_its_own_is_told_and_tried_again(tmp_path):
    async with rigged(tmp_path) as rig:
        mute = rig.platform.modes["mute"]
        rig.platform.modes["mute"] = Broken()
        await rig.controller.want(WS, Desired(2, None, (Lease("m1", "mute", "", START, 600),)))
        await rig.controller.until(lambda: rig.seat.reports[-1].failing)
        assert rig.seat.reports[-1].failing[0].detail.endswith("its log says why")
        rig.platform.modes["mute"] = mute
        await rig.controller.until(lambda: rig.seat.in_force == ["m1"], 10)
