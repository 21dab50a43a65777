"""What the policy in force says of taking a pupil's device, and of searching for one, here and now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.custody_words import ASKS, Why
from controller.services.rules import Rules
from controller.services.stations.exemptions import Exemptions
from controller.storage.tables.people import PupilRow
from device_rules.decide import decide
from device_rules.errors import listed
from device_rules.model import Decision, Situation
from device_rules.phrases import AUTHORISERS
from device_rules.vocabulary import (
    Activity,
    Authoriser,
    Device,
    During,
    Length,
    Place,
    Role,
    Storage,
    Verdict,
)

REFUSALS = (Verdict.FORBIDDEN, Verdict.NEEDS_AUTHORISATION)
BY_LAW = frozenset({Authoriser.STAFF})
HARM = "Suspected harm, whatever the rule of use: it goes to safeguarding and is not looked at."


@dataclass(frozen=True, slots=True)
class Ruling:
    """`is_breach`: there is something to take it for. `sentence` and `source` are quoted to the teacher.

    `takers` may take it, by the policy's word or, where it has none (`takers_said` is False), by law.
    """

    why: Why
    is_breach: bool
    sentence: str
    source: str
    takers: frozenset[Authoriser]
    takers_said: bool
    held_at: str
    release_to: str
    kept_for: Length | None
    policy: str
    version: str

    @property
    def quoted(self) -> str:
        return f"{self.sentence} {self.source}".strip()

    @property
    def who(self) -> str:
        """`the leadership team or the headteacher`."""
        return listed(AUTHORISERS[one] for one in Authoriser if one in self.takers)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose device, of what kind, where: `place` is the policy's word."""

    year: int
    device: Device
    place: Place


class Rulings:
    def __init__(self, rules: Rules, exemptions: Exemptions, clock: Clock) -> None:
        self.rules, self._exemptions, self._clock = rules, exemptions, clock

    def has_need(self, session: Session, pupil: PupilRow) -> bool:
        """Nothing about the need leaves here: a teacher reads "may use" and no more."""
        return self._exemptions.active(session, pupil.id) is not None

    def of(self, asked: Asked, why: Why) -> Ruling:
        decision = self._breach(asked, why)
        if why not in ASKS:
            return self._ruling(why, decision, sentence=HARM, source="")
        sentence = _SAYS[decision.verdict].format(kept=_KEPT[decision.storage])
        return self._ruling(why, decision, sentence, self._source(decision))

    def may_search(self, asked: Asked) -> tuple[frozenset[Authoriser], str]:
        """Whom the policy lets search, and its section; nobody where it is silent."""
        decision = self._breach(asked, Why.USED)
        return frozenset(decision.may_search), self._source(decision)

    def _source(self, decision: Decision) -> str:
        """The policy's title, and each section with what of it decided."""
        sections: dict[str, list[str]] = {}
        for _, clause in decision.because:
            name, _, said = clause.partition(": ")
            parts = sections.setdefault(name, [])
            if said and said not in parts:
                parts.append(said)
        named = (f"{name}: {', '.join(said)}" if said else name for name, said in sections.items())
        return "; ".join([self.rules.policy.title, *named])

    def _breach(self, asked: Asked, why: Why) -> Decision:
        """Out in the open: bringing it may be fine and using it not, and then it is to be put away."""
        used = self._decide(asked, Activity.USE)
        decision = self._decide(asked, ASKS[why]) if why in ASKS else used
        put_away = why is Why.SEEN and used.verdict in REFUSALS and used.storage is not Storage.NONE
        return used if put_away and decision.verdict not in REFUSALS else decision

    def _decide(self, asked: Asked, activity: Activity) -> Decision:
        now = self._clock.now()
        during = During(self.rules.timetable().during_at(now))
        if asked.place is Place.EXAM_ROOM:
            during = During.EXAM
        return decide(self.rules.policy, _situation(asked, activity, now, during))

    def _ruling(self, why: Why, decision: Decision, sentence: str, source: str) -> Ruling:
        harm = why is Why.HARM
        return Ruling(
            why=why,
            is_breach=harm or decision.verdict in REFUSALS,
            sentence=sentence,
            source=source,
            takers=BY_LAW if harm else frozenset(decision.may_confiscate) or BY_LAW,
            takers_said=bool(decision.may_confiscate) and not harm,
            held_at=decision.held_at.value if decision.held_at else "",
            release_to=decision.release_to.value if decision.release_to else "",
            kept_for=decision.kept_for,
            policy=decision.policy,
            version=decision.policy_version,
        )


def _situation(asked: Asked, activity: Activity, at: datetime, during: During) -> Situation:
    return Situation(Role.PUPIL, asked.year, asked.device, activity, asked.place, at, during)


_SAYS = {
    Verdict.ALLOWED: "Allowed here and now.",
    Verdict.ALLOWED_DISCREETLY: "Allowed here and now, discreetly.",
    Verdict.NEEDS_AUTHORISATION: "Only with permission here and now{kept}.",
    Verdict.FORBIDDEN: "Not allowed here and now{kept}.",
    Verdict.NOT_COVERED: "The policy does not say.",
}
_KEPT = {
    Storage.LOCKED_POUCH: "; it stays in the locked pouch",
    Storage.OFF_AND_OUT_OF_SIGHT: "; it stays off and out of sight",
    Storage.HANDED_IN: "; it is handed in",
    Storage.NONE: "",
}
