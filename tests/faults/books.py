"""What the controller wrote down, and what else a test of faults asks of it."""

import subprocess
import sys
from collections.abc import Sequence

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
        """As the school would: `schoolbell journal verify`."""
        command = [sys.executable, "-m", "controller", "journal", "verify", "--data-dir", str(self._data_dir)]
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert run.returncode == 0, run.stderr
        assert run.stdout.startswith("The journal is whole"), run.stdout
