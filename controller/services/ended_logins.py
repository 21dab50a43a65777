"""Logins that somebody ended, for as long as their cookie could live: also after a restart."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from controller.storage.database import Database
from controller.storage.tables.people import EndedLoginRow


class EndedLogins:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: set[str] | None = None

    def add(self, login_id: str, at: datetime, lives: timedelta) -> None:
        """Forgets those that no cookie can name any more, which live for `lives` at most."""
        with self._database.write() as session:
            session.execute(delete(EndedLoginRow).where(EndedLoginRow.at < at - lives))
            session.merge(EndedLoginRow(id=login_id, at=at))
        self._ids().add(login_id)

    def __contains__(self, login_id: str) -> bool:
        return login_id in self._ids()

    def _ids(self) -> set[str]:
        if self._known is None:
            with self._database.read() as session:
                self._known = set(session.scalars(select(EndedLoginRow.id)))
        return self._known
