"""Searches, written down after they were done: only by whom the policy lets, for safeguarding to read."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account, Role, from_kept, holds_post
from controller.domain.custody_searches import Consent, Outcome, SameSex, Search, SearchDone
from controller.domain.custody_words import SAFEGUARDING, Kind, State, Why
from controller.domain.school import Pupil
from controller.errors import Refused
from controller.services.custody.changing import Book, Change
from controller.services.custody.rulings import Asked, Rulings
from controller.storage.journal import Fact, append
from controller.storage.tables.custody import CustodyDeviceRow, CustodySearchRow
from controller.storage.tables.people import AccountRow, PupilRow
from device_rules.errors import listed
from device_rules.phrases import AUTHORISERS
from device_rules.vocabulary import Authoriser, Device, Place

SHOWN = 200
LONG_AGO = timedelta(days=30)
_DONE_ALREADY = "If somebody was searched all the same, tell the safeguarding lead now."


class Searches:
    def __init__(self, book: Book, rulings: Rulings) -> None:
        self._book, self._rulings = book, rulings

    def who_may(self, year: int) -> tuple[frozenset[Authoriser], str]:
        """Whom the policy lets search a pupil of that year for a phone, and where it says so."""
        return self._rulings.may_search(Asked(year, Device.PHONE, Place.SITE))

    def sentence(self, year: int) -> str:
        people, source = self.who_may(year)
        if not people:
            return "The policy in force lets nobody search. " + source
        named = listed(AUTHORISERS[one] for one in Authoriser if one in people)
        return f"The policy lets {named} search. {source}"

    def why_none(self) -> str:
        """Why no search can be recorded now, and what to do about it; empty where one can."""
        if self.searchers():
            return ""
        title, allowed = self._rulings.rules.policy.title, self._allowed()
        if not allowed:
            return (
                f"The policy in force ({title}) names nobody who may search a pupil, so none may be done. "
                "The school names them in its policy, under `may_search`, and the network manager puts it in "
                f"force. {_DONE_ALREADY}"
            )
        named = listed(AUTHORISERS[one] for one in Authoriser if one in allowed)
        return (
            f"The policy in force ({title}) lets {named} search, and nobody in the list of staff has such a "
            f"post. The network manager gives it: `schoolbell account posts`. {_DONE_ALREADY}"
        )

    def _allowed(self) -> frozenset[Authoriser]:
        """Whom the policy lets search anybody."""
        years = self._rulings.rules.policy.years
        return frozenset[Authoriser]().union(*(self.who_may(year)[0] for year in years))

    def searchers(self) -> list[tuple[str, str]]:
        """Username and name of each member of staff who could be one, whatever the year."""
        query = select(AccountRow).where(AccountRow.disabled_at.is_(None)).order_by(AccountRow.display_name)
        allowed = self._allowed()
        with self._book.database.read() as session:
            return [
                (one.username, one.display_name)
                for one in session.scalars(query)
                if holds_post(_account(one), allowed)
            ]

    def pupil(self, pupil_id: str) -> Pupil | None:
        with self._book.database.read() as session:
            row = session.get(PupilRow, pupil_id)
            return Pupil(row.id, row.given, row.family, row.year, row.form) if row else None

    def record(self, by: Account, done: SearchDone) -> int:
        """Its number. Raises Refused with what is missing, or who may not."""
        _check_words(done)
        now = self._book.clock.now()
        if not now - LONG_AGO <= done.at <= now:
            raise Refused("search.when", "A search is written down once it was done, within thirty days.")
        with self._book.database.write() as session:
            pupil = session.get(PupilRow, done.pupil)
            if pupil is None:
                raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
            searcher = self._searcher(session, done, pupil)
            row = _row(by, searcher, done, self.sentence(pupil.year), self._rulings.rules.policy.version)
            row.recorded_at = now
            session.add(row)
            session.flush()
            if done.outcome is Outcome.FOUND and done.device is not None:
                row.device_number = self._found(session, by, row, done.device)
            facts = {"searcher": searcher.username, "policy_version": row.policy_version}
            fact = Fact("custody.search-recorded", f"account:{by.username}", f"search:{row.number}", facts)
            append(session, now, fact)
            number, device = row.number, row.device_number
        if device is not None:
            self._book.told(device)
        return number

    def seen_by(self, account: Account) -> Sequence[Search]:
        """All of them for safeguarding; for anybody else those that they recorded themselves."""
        query = (
            select(CustodySearchRow, PupilRow)
            .join(PupilRow, PupilRow.id == CustodySearchRow.pupil_id)
            .order_by(CustodySearchRow.number.desc())
            .limit(SHOWN)
        )
        if account.role is not Role.SAFEGUARDING:
            query = query.where(CustodySearchRow.recorded_by_id == account.id)
        with self._book.database.read() as session:
            names = {one.id: one.display_name for one in session.scalars(select(AccountRow))}
            return [_search(row, pupil, names) for row, pupil in session.execute(query)]

    def _searcher(self, session: Session, done: SearchDone, pupil: PupilRow) -> AccountRow:
        searcher = session.scalars(select(AccountRow).where(AccountRow.username == done.searcher)).first()
        if searcher is None:
            raise Refused("search.who", "Say who searched.")
        if not holds_post(_account(searcher), self.who_may(pupil.year)[0]):
            raise Refused(
                "search.not-theirs",
                f"{self.sentence(pupil.year)} {searcher.display_name} may not. "
                "If it was done all the same, tell the safeguarding lead now.",
            )
        return searcher

    def _found(self, session: Session, by: Account, search: CustodySearchRow, device: Device) -> int:
        """What was found goes to safeguarding, by a hand-over like any other."""
        row = CustodyDeviceRow(
            kind=Kind.CONFISCATED.value,
            pupil_id=search.pupil_id,
            what=device.value,
            why=Why.FOUND.value,
            rule=search.rule,
            policy=self._rulings.rules.policy.name,
            policy_version=search.policy_version,
            taken_by_id=by.id,
            taken_at=search.recorded_at,
            taken_place=search.place,
            state=State.IN_TRANSIT.value,
            place=f"with {by.display_name}",
            holder_id=by.id,
            due_why="Safeguarding decides.",
            offered_by_id=by.id,
            offered_to=SAFEGUARDING,
            offered_at=search.recorded_at,
        )
        session.add(row)
        session.flush()
        change = Change(session, row, by, search.recorded_at)
        change.record("taken")
        change.record("offered to safeguarding", handed_by=by.display_name)
        change.journal("found", search=search.number)
        return row.number


def _check_words(done: SearchDone) -> None:
    missing = {
        "the witness": done.witness,
        "the place": done.place,
        "the grounds": done.grounds,
        "what was sought": done.sought,
    }
    if wanting := [name for name, text in missing.items() if not text.strip()]:
        raise Refused("search.incomplete", f"Write down {listed(wanting, 'and')}.")
    if done.consent is not Consent.NONE and not done.consent_how.strip():
        raise Refused(
            "search.consent", "Say how they gave their consent: in writing, by telephone, in person."
        )
    if done.outcome is Outcome.FOUND and not (done.found.strip() or done.device):
        raise Refused("search.found", "Say what was found.")


def _row(by: Account, searcher: AccountRow, done: SearchDone, rule: str, version: str) -> CustodySearchRow:
    return CustodySearchRow(
        at=done.at,
        recorded_by_id=by.id,
        pupil_id=done.pupil,
        searcher_id=searcher.id,
        witness=done.witness.strip(),
        same_sex=done.same_sex.value,
        place=done.place.strip(),
        grounds=done.grounds.strip(),
        sought=done.sought.strip(),
        consent=done.consent.value,
        consent_how=done.consent_how.strip(),
        outcome=done.outcome.value,
        found=done.found.strip(),
        rule=rule,
        policy_version=version,
    )


def _search(row: CustodySearchRow, pupil: PupilRow, names: dict[int, str]) -> Search:
    return Search(
        number=row.number,
        at=row.at,
        recorded_at=row.recorded_at,
        recorded_by=names[row.recorded_by_id],
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        searcher=names[row.searcher_id],
        witness=row.witness,
        same_sex=SameSex(row.same_sex),
        place=row.place,
        grounds=row.grounds,
        sought=row.sought,
        consent=Consent(row.consent),
        consent_how=row.consent_how,
        outcome=Outcome(row.outcome),
        found=row.found,
        device=row.device_number,
        rule=row.rule,
    )


def _account(row: AccountRow) -> Account:
    return Account(row.id, row.username, row.display_name, Role(row.role), posts=from_kept(row.posts))
