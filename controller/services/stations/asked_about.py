"""Pouches that no station opens by itself in a release: it asks about each, since a paper has not ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.domain.pouch_register import PouchStatus
from controller.domain.timetable import local
from controller.services.exams.seated import kept_in
from controller.storage.tables.exams import SittingRow
from controller.storage.tables.pouches import PouchRow
from device_rules.errors import listed


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """`papers`: AQA 8300/1H, and so on, each of them today's or to come, and ended by nobody."""

    pouches: int = 0
    papers: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What whoever stands at the gates should know; empty where every pouch is on the lists."""
        if not self.pouches:
            return ""
        one = self.pouches == 1
        whose = "1 pouch opens" if one else f"{self.pouches} pouches open"
        stays = "it stays" if one else "they stay"
        return (
            f"{whose} only after the server was asked: nobody has ended {listed(self.papers, 'or')}. "
            f"Without the network {stays} shut until the exams officer ends the paper."
        )


def asked_about(session: Session, now: datetime, until: datetime) -> AskedAbout:
    """In a release up to then."""
    pupils = kept_in(session, now, until)
    if not pupils:
        return AskedAbout()
    pouch, paper = PouchRow, SittingRow
    mine = pouch.pupil_id.in_(pupils) & (pouch.status == PouchStatus.IN_USE.value)
    count = session.scalar(select(func.count()).select_from(pouch).where(mine)) or 0
    query = (
        select(paper.awarding_body, paper.code)
        .where(paper.ended_at.is_(None), paper.on.between(local(now).date(), local(until).date()))
        .order_by(paper.on, paper.starts, paper.id)
    )
    papers = dict.fromkeys(f"{body} {code}" for body, code in session.execute(query))
    return AskedAbout(count, tuple(papers))
