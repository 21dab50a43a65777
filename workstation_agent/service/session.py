"""Who sits at the PC, and how large its screen is, by the word of finder and worker."""

from workstation_agent.service.kit import Kit
from workstation_agent.service.workers import Workers


class SeatedPupil:
    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def user(self) -> str | None:
        return next((one.person.name for one in self._workers.sessions if one.person is not None), None)


def attach(kit: Kit) -> None:
    kit.session = SeatedPupil(kit.workers)
