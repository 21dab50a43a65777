"""The deed `message`: shown on the pupil's display."""

from collections.abc import Callable
from datetime import datetime

from workstation_agent.protocol.acts import Act, ActKind, ShowMessage
from workstation_agent.service.kit import Kit
from workstation_agent.service.workers import Workers


def attach(kit: Kit) -> None:
    kit.deeds[ActKind.MESSAGE] = OnScreen(kit.workers)


class OnScreen:
    def __init__(self, workers: Workers, now: Callable[[], datetime] = datetime.now) -> None:
        self._workers, self._now = workers, now

    async def do(self, act: Act) -> None:
        assert isinstance(act.what, ShowMessage)
        await self._workers.call("message", {"text": act.what.text, "at": f"{self._now():%H:%M}"})
