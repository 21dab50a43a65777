"""The section about the policy: which version decided when, with the digest of its wording."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.documents.model import Section, Table
from controller.domain.policies import Switch
from controller.domain.school_weeks import Span
from controller.domain.timetable import local
from controller.services.reports.exceptions import moments
from controller.storage.tables.policies import PolicyRow

SHORT = 16  # hexadecimal digits


def section(session: Session, history: Iterable[Switch], span: Span) -> Section:
    since, until = moments(span)
    rows = session.execute(select(PolicyRow.name, PolicyRow.version, PolicyRow.digest))
    digests = {(name, version): digest for name, version, digest in rows}
    standing = [one for one in history if one.called_off_at is None and _holds(one, since, until)]
    return Section(
        title="Policy in force",
        how="Every version that decided at some time in these weeks, the latest first: the rules that "
        "pouches, stations and PCs followed. The digest is of the document as it was written (the "
        f"first {SHORT} digits of its SHA-256); the document itself is kept and can be shown.",
        table=Table(
            ("Title", "Version", "From", "Until", "Decided by", "Why", "Digest"),
            tuple(_row(one, digests.get((one.name, one.version), "")) for one in standing),
        ),
        empty="No policy was in force in these weeks.",
    )


def _holds(one: Switch, since: datetime, until: datetime) -> bool:
    return one.from_at <= until and (one.until_at is None or one.until_at > since)


def _row(one: Switch, digest: str) -> tuple[str, ...]:
    by = one.by or "the school's file"
    until = _day(one.until_at) if one.until_at else "still in force"
    return one.title, one.version, _day(one.from_at), until, by, one.reason or "–", digest[:SHORT]


def _day(at: datetime) -> str:
    here = local(at)
    return f"{here.day} {here:%b %Y}"
