"""Whatever a station writes, the power may fail at any byte of it, again and again."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_bridge.firmware import cbor
from firmware_bridge.firmware.store import GRANTS, Store, StoreFull
from tests.firmware_bridge.firmware.bench import MemoryFlash, PowerCut

LIMIT = 900  # bytes: seven events, so that it is rewritten all the time
RELEASED, REFUSED, EXCEPTION = 1, 2, 2

steps = st.lists(
    st.tuples(
        st.sampled_from(["append", "release", "acknowledge", "moved", "reboot"]),
        st.integers(0, 6),  # how many to acknowledge, or which grant is used
        st.one_of(st.none(), st.integers(0, 250)),  # after how many bytes more the power fails
    ),
    max_size=40,
)


class Life:
    """`must` are the events that a store has to give back, `may` one that it may or may not."""

    def __init__(self):
        self.flash, self.number = MemoryFlash(), 0
        self.must, self.may, self.used = [], None, {}
        self.unsent_from = 0  # everything before this one was acknowledged, or may have been
        self.store = Store(self.flash, limit=LIMIT)

    def do(self, what, count, cut):
        self.flash.cut_after = cut
        try:
            getattr(self, what)(count)
        except PowerCut:
            self.reboot(0)
        except StoreFull:
            self.number -= 1
        self.flash.cut_after = None
        self.check()

    def append(self, _count, what=REFUSED, grant=0):
        self.number += 1
        body = {1: b"bootboot", 2: self.number, 3: bytes(16), 4: what, 5: EXCEPTION, 12: grant}
        self.may = self.number, grant
        try:
            self.store.append(cbor.dumps(body))
        except StoreFull:
            self.may = None
            raise
        self._is_there()

    def release(self, grant):
        self.append(0, RELEASED, grant + 1)

    def acknowledge(self, count):
        waiting = list(self.store.unacknowledged())[:count]
        if waiting:
            self.unsent_from = cbor.loads(waiting[-1][1])[2] + 1
            self.store.acknowledge(waiting[-1][0], len(waiting))
            self.must = [number for number in self.must if number >= self.unsent_from]

    def moved(self, _count):
        with suppress(PowerCut):
            self.store.moved()
            return
        self.reboot(0)

    def reboot(self, _count):
        self.flash.cut_after = None
        self.store = Store(self.flash, limit=LIMIT)

    def check(self):
        found = [cbor.loads(content)[2] for _, content in self.store.unacknowledged()]
        if self.may and self.may[0] in found:
            self._is_there()
        self.may = None
        assert found == sorted(set(found))
        assert [number for number in found if number >= self.unsent_from] == self._unsent(), "lost or made up"
        assert self.store.waiting == len(found)
        assert self.store.used == self.used, "a use was forgotten, or counted twice"
        assert self.flash.size("events") <= LIMIT

    def _unsent(self):
        return [number for number in self.must if number >= self.unsent_from]

    def _is_there(self):
        number, grant = self.may
        self.must.append(number)
        if grant:
            self.used[grant] = self.used.get(grant, 0) + 1
        self.may = None


@settings(max_examples=400, deadline=None, derandomize=True)
@given(steps)
def test_nothing_is_lost_made_up_or_used_twice_whenever_the_power_fails(steps):
    life = Life()
    for step in steps:
        life.do(*step)


def test_the_highest_grants_are_remembered_and_no_more():
    store = Store(MemoryFlash())
    for grant in range(1, GRANTS + 51):
        store.append(cbor.dumps({2: grant, 4: RELEASED, 5: EXCEPTION, 12: grant}))
    assert sorted(store.used) == list(range(51, GRANTS + 51))


def test_what_became_of_the_last_release_always_fits():
    store = Store(MemoryFlash(), limit=LIMIT)
    with suppress(StoreFull):
        for number in range(1, 100):
            store.append(cbor.dumps({2: number, 3: bytes(16), 4: RELEASED, 5: 1, 12: 0}))
    store.moved()
    assert store._flash.size("events") <= LIMIT
    assert Store(store._flash, limit=LIMIT).unsure is None
