"""What people ask of the school, and what the oracle has to know of it."""

from collections.abc import Sequence
from datetime import timedelta

from controller.domain.grants import ReasonCode
from controller.domain.modes import StationMode, Wish
from controller.domain.policies import Version
from controller.domain.releases import Release as Ordered
from controller.domain.releases import When
from controller.services.policies import Asked
from device_rules.vocabulary import Exemption
from firmware_bridge.protocol.v1.times import to_ms
from tests.stateful.model import Exemption as Need
from tests.stateful.model import Leave, Release
from tests.stateful.school import LENIENT
from tests.stateful.world import World

LEAVE = timedelta(minutes=20)
MODE_LASTS = timedelta(minutes=30)


class Staff:
    """Each of these may be refused, and the controller may be killed in the middle of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._oracle, self._ask = world.oracle, world.office.ask
        self.revoked: set[str] = set()
        self._drill: int | None = None

    def adopt(self, station: str) -> None:
        code = self._world.boxes[station].code
        self._ask(lambda to, by: to.reception.adopting.adopt(by, station, code))

    def revoke(self, station: str) -> None:
        self.revoked.add(station)
        self._ask(lambda to, by: to.reception.adopting.revoke(by, station))

    def start_release(self, when: When) -> None:
        """One that nobody heard of any more, since the controller was killed, counts until it would have
        ended.
        """
        before = {one.id for one in [self._latest()] if one}
        self._ask(lambda to, by: to.reception.releases.order(by, when, "a test"))
        self._world.office.start()
        latest = self._latest()
        if latest and latest.id not in before:
            self._oracle.releases.append(Release(to_ms(latest.starts_at), to_ms(latest.ends_at)))

    def end_release(self) -> None:
        latest = self._latest()
        done = latest and self._ask(lambda to, by: to.reception.releases.end(by, latest.id) or True)
        if done:
            self._oracle.releases[-1].ended = self._world.time.ms

    def give_leave(self, pupil: str) -> None:
        now = self._world.clock.ms()
        leave = Leave(pupil, now, now + LEAVE // timedelta(milliseconds=1))
        self._oracle.leaves.append(leave)
        given = self._ask(
            lambda to, by: to.reception.grants.give(by, pupil, ReasonCode.APPOINTMENT, length=LEAVE)
        )
        if given:
            leave.number = given.id
        elif self._world.office.on:
            self._oracle.leaves.remove(leave)  # it was refused

    def cancel_leave(self, pupil: str) -> None:
        for leave in self._oracle.leaves:
            number = leave.number
            if leave.pupil == pupil and number and leave.cancelled is None:
                done = self._ask(lambda to, by, n=number: to.reception.grants.cancel(by, n) or True)
                leave.cancelled = self._world.time.ms if done else None

    def exempt(self, pupil: str) -> None:
        need = Need(pupil, self._world.time.ms)
        self._oracle.exemptions.append(need)
        need.number = self._ask(lambda to, by: to.reception.exemptions.give(by, pupil, Exemption.MEDICAL))
        if need.number is None and self._world.office.on:
            self._oracle.exemptions.remove(need)  # it was refused: the pupil has it already

    def end_exemption(self, pupil: str) -> None:
        for need in self._oracle.exemptions:
            number = need.number
            if need.pupil == pupil and number and need.ended is None:
                done = self._ask(
                    lambda to, by, n=number: to.reception.exemptions.end(by, n, "a test") or True
                )
                need.ended = self._world.time.ms if done else None

    def switch_policy(self, name: str) -> None:
        """If nobody knows whether it came into force, the one that permits more counts."""
        done = self._ask(lambda to, by: to.policies.switch(by, _asked(to.policies.all(), name)))
        if done or (name == LENIENT and not self._world.office.on):
            self._oracle.policies.append((self._world.time.ms, name))

    def set_mode(self, station: str, mode: StationMode) -> None:
        wish = Wish(mode, f"station:{station}", length=MODE_LASTS)
        self._ask(lambda to, by: to.reception.modes.order(by, wish))

    def drill(self) -> None:
        number, self._drill = self._drill, None
        if number is not None:
            self._ask(lambda to, by: to.reception.modes.end(by, number))
        else:
            self._drill = self._ask(
                lambda to, by: to.reception.modes.emergency(by, StationMode.EVACUATE, drill=True, reason="")
            )

    def rotate_key(self, station: str) -> None:
        self._ask(lambda to, by: to.reception.keys.rotate(by, station))

    def _latest(self) -> Ordered | None:
        return self._ask(lambda to, _: to.reception.releases.latest())


def _asked(versions: Sequence[Version], name: str) -> Asked:
    version = next(one.version for one in versions if one.name == name)
    return Asked(name, version, "a test", gaps_seen=True)
