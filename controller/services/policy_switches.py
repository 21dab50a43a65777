"""Which policy decides when: the switches on record, and how one is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from controller.domain.policies import Switch, spans
from controller.services.policy_shelf import PolicyShelf, named
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow
from controller.storage.tables.policies import PolicyRow, PolicySwitchRow
from controller.storage.tables.records import SettingRow
from device_rules.model import Policy

SCHOOL_FILE = "The school's file names it."


@dataclass(frozen=True, slots=True)
class Order:
    """`by_id` and `by` are None and `cli` where the school's file names the policy."""

    policy: Policy
    from_at: datetime
    reason: str
    by_id: int | None
    by: str


def deciding(session: Session, at: datetime) -> PolicySwitchRow | None:
    """The last that had started by then; None where nothing was ever switched."""
    return session.scalars(_standing().where(PolicySwitchRow.from_at <= at).limit(1)).first()


def history(session: Session) -> Sequence[Switch]:
    """Also those that are planned and those that were called off; the last to start comes first."""
    query = (
        select(PolicySwitchRow, PolicyRow.title, AccountRow.display_name)
        .join(
            PolicyRow,
            (PolicyRow.name == PolicySwitchRow.name) & (PolicyRow.version == PolicySwitchRow.version),
        )
        .outerjoin(AccountRow, AccountRow.id == PolicySwitchRow.by_id)
        .order_by(PolicySwitchRow.from_at, PolicySwitchRow.id)
    )
    found = [_switch(row, title, by or "") for row, title, by in session.execute(query)]
    until = spans(found)
    return [replace(one, until_at=until.get(one.id)) for one in reversed(found)]


def order(session: Session, at: datetime, wanted: Order) -> PolicySwitchRow:
    """Writes a switch and its journal row; the document must be kept already."""
    before = deciding(session, at)
    row = PolicySwitchRow(
        name=wanted.policy.name,
        version=wanted.policy.version,
        from_at=wanted.from_at,
        decided_at=at,
        by_id=wanted.by_id,
        reason=wanted.reason,
    )
    session.add(row)
    session.flush()
    facts = {
        "switch": row.id,
        "version": row.version,
        "from": row.from_at.isoformat(),
        "reason": row.reason,
        "instead_of": [before.name, before.version] if before else None,
    }
    append(session, at, Fact("policy.switched", wanted.by, f"policy:{row.name}", facts))
    return row


def take_named(session: Session, at: datetime, name: str) -> None:
    """What the school's file says. One that says the same as last time leaves a later switch alone.

    Raises PolicyUnusable.
    """
    said = session.get(SettingRow, "policy")
    if said and said.value == name and deciding(session, at):
        return
    given = named(name)
    PolicyShelf.keep(session, given, at, None)
    order(session, at, Order(given.policy, at, SCHOOL_FILE, None, "cli"))


def _standing() -> Select[PolicySwitchRow]:
    query = select(PolicySwitchRow).where(PolicySwitchRow.called_off_at.is_(None))
    return query.order_by(PolicySwitchRow.from_at.desc(), PolicySwitchRow.id.desc())


def _switch(row: PolicySwitchRow, title: str, by: str) -> Switch:
    return Switch(
        id=row.id,
        name=row.name,
        version=row.version,
        title=title,
        from_at=row.from_at,
        decided_at=row.decided_at,
        by=by,
        reason=row.reason,
        called_off_at=row.called_off_at,
    )
