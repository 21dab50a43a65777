"""Asks the policy about one pupil's pouch, with the exemption that the pupil has. A hold keeps it shut."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import holds, pouches
from controller.domain.pouches import Leaving, Ruling
from controller.domain.replays import asked_words
from controller.services.rules import Rules
from controller.services.stations.exemptions import Exemptions
from controller.services.stations.held import hold_at
from controller.storage.tables.people import PupilRow
from device_rules.model import Decision, Situation


@dataclass(frozen=True, slots=True)
class PouchRule:
    rules: Rules
    exemptions: Exemptions
    clock: Clock

    def of(self, session: Session, pupil: PupilRow, leaving: Leaving) -> tuple[Ruling, Decision]:
        exemption = self.exemptions.active(session, pupil.id)
        at = self.clock.now()
        decide = partial(self.rules.pupil_phone, pupil.year, pouches.ASKS, at=at, exemption=exemption)
        ruling, decision = pouches.rule(decide, leaving, self.rules.policy.title)
        if hold := hold_at(session, pupil.id, at):
            return holds.ruling(hold), decision
        return (pouches.discreet(ruling) if exemption and ruling.opens else ruling), decision

    def asked(self, session: Session, pupil: PupilRow, leaving: Leaving) -> Situation:
        """The question that `of` answers."""
        exemption = self.exemptions.active(session, pupil.id)
        where, at = pouches.place(leaving), self.clock.now()
        return self.rules.asked(pupil.year, pouches.ASKS, where, at=at, exemption=exemption)


def facts_of(decision: Decision, asked: Situation) -> dict[str, object]:
    """What the journal keeps of a decision, so that it can be looked into and asked again next term."""
    return {
        "asked": asked_words(asked),
        "verdict": decision.verdict.value,
        "because": [list(row) for row in decision.because],
        "policy": decision.policy,
        "policy_version": decision.policy_version,
    }
