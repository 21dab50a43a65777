"""The policy in force, asked about this moment of this school's day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.school import Period
from controller.domain.timetable import during_at
from controller.errors import SchoolbellError
from controller.storage.database import Database
from controller.storage.tables.records import SettingRow
from controller.storage.tables.timetable import PeriodRow
from device_rules.decide import decide
from device_rules.errors import PolicyError
from device_rules.loader import load_policy
from device_rules.model import Decision, Policy, Situation
from device_rules.vocabulary import Activity, Device, During, Exemption, Place, Role

DEFAULT_POLICY = "mggs-2025"


class Rules:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._loaded: Policy | None = None

    @property
    def policy(self) -> Policy:
        """Loaded at its first use. Raises SchoolbellError when it cannot be."""
        if self._loaded is None:
            with self._database.read() as session:
                row = session.get(SettingRow, "policy")
            self._loaded = _load(row.value if row else DEFAULT_POLICY)
        return self._loaded

    def periods(self) -> Sequence[Period]:
        with self._database.read() as session:
            rows = session.scalars(select(PeriodRow).order_by(PeriodRow.starts))
            return tuple(Period(row.name, row.during, row.starts, row.ends) for row in rows)

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
        moment = at or self._clock.now()
        situation = Situation(
            role=Role.PUPIL,
            year=year,
            device=Device.PHONE,
            activity=activity,
            place=place,
            at=moment,
            during=During(during_at(self.periods(), moment)),
            exemption=exemption,
        )
        return decide(self.policy, situation)


def _load(name: str) -> Policy:
    try:
        return load_policy(name)
    except PolicyError as error:
        raise SchoolbellError("policy.unusable", f"The school's policy cannot be used: {error}") from error
