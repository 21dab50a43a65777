"""What the controller wrote down, and what else a test of faults asks of it."""

from collections.abc import Sequence

from controller.storage.database import Database
from controller.storage.journal import Break, verify
from controller.storage.tables.workstations import LeaseRow, OrderRow, OrderSeatRow
from simulators import books


class Books(books.Books):
    def orders(self) -> Sequence[OrderRow]:
        return self.rows(OrderRow)

    def steps(self) -> dict[str, str]:
        """How far the only order has come, by workstation."""
        assert len(self.orders()) == 1
        return {one.workstation_id: one.step for one in self.rows(OrderSeatRow)}

    def leases(self) -> Sequence[LeaseRow]:
        return self.rows(LeaseRow)

    def verify(self) -> None:
        """As `schoolbell journal verify` does, but for its start."""
        database = Database(self._data_dir / "schoolbell.db")
        with database.read() as session:
            found = verify(session)
        database.close()
        assert not isinstance(found, Break), found.sentence
        assert found > 0
