"""The policy in force, asked about this moment of this school's day."""

from datetime import datetime

from controller.clock import Clock
from controller.domain.timetable import Timetable
from controller.services.policy_shelf import PolicyShelf, named
from controller.services.policy_switches import deciding
from controller.services.school_days import SchoolDays
from controller.storage.database import Database
from controller.storage.tables.records import SettingRow
from device_rules.decide import decide
from device_rules.model import Decision, Policy, Situation
from device_rules.vocabulary import Activity, Device, During, Exemption, Place, Role

DEFAULT_POLICY = "mggs-2025"


class Rules:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.shelf = PolicyShelf(database)
        self._days = SchoolDays(database, clock)
        self._named: tuple[str, Policy] | None = None

    @property
    def policy(self) -> Policy:
        """The one that decides now: asked anew each time, so that a switch is followed at once.

        Raises SchoolbellError when it cannot be used.
        """
        with self._database.read() as session:
            switch = deciding(session, self._clock.now())
            if switch is not None:
                return self.shelf.kept(session, switch.name, switch.version)
            row = session.get(SettingRow, "policy")
        return self._by_name(row.value if row else DEFAULT_POLICY)

    def timetable(self) -> Timetable:
        return self._days.timetable()

    def pupil_phone(
        self,
        year: int,
        activity: Activity,
        place: Place,
        *,
        at: datetime | None = None,
        exemption: Exemption | None = None,
    ) -> Decision:
        """What the policy says of a pupil of that year with a phone, now unless `at` is given."""
        return self.decide(self.asked(year, activity, place, at=at, exemption=exemption))

    def decide(self, asked: Situation) -> Decision:
        return decide(self.policy, asked)

    def asked(
        self,
        year: int,
        activity: Activity,
        place: Place,
        *,
        at: datetime | None = None,
        exemption: Exemption | None = None,
    ) -> Situation:
        """The question that `pupil_phone` puts."""
        moment = at or self._clock.now()
        return Situation(
            role=Role.PUPIL,
            year=year,
            device=Device.PHONE,
            activity=activity,
            place=place,
            at=moment,
            during=During(self.timetable().during_at(moment)),
            exemption=exemption,
        )

    def _by_name(self, name: str) -> Policy:
        """For a school that was taken before switches were on record."""
        if self._named is None or self._named[0] != name:
            self._named = name, named(name).policy
        return self._named[1]
