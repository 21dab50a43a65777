"""Who sits at the PC, and how large its screen is, by the word of finder and worker."""

from pathlib import Path

from workstation_agent.platform.x11.sessions import LOGIND, in_front
from workstation_agent.service.kit import Kit
from workstation_agent.service.workers import Workers


class SeatedPupil:
    def __init__(self, workers: Workers, logind: Path = LOGIND) -> None:
        self._workers, self._logind = workers, logind

    def user(self) -> str | None:
        """A second login beside the first is told while it is in front."""
        displays = self._workers.sessions
        if displays and (front := in_front(self._logind)) is not None:
            return front.name
        return next((one.person.name for one in displays if one.person is not None), None)


def attach(kit: Kit) -> None:
    kit.session = SeatedPupil(kit.workers)
