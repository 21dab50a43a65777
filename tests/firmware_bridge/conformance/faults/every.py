"""Every wrong station. Run as a program, this tries each of them by all clauses."""

import click

from firmware_bridge.conformance.clauses import Verdict
from tests.firmware_bridge.conformance.faults import authority, boot, events, modes, orders, taps
from tests.firmware_bridge.conformance.faults.places import FAULTS
from tests.firmware_bridge.conformance.workbench import examined

KINDS = tuple(one.__name__ for one in (orders, boot, authority, taps, modes, events))


def main() -> None:
    for name, wrong in FAULTS.items():
        found = examined(wrong.carriage, wrong.do).findings
        failed = {one.clause.id for one in found if one.verdict is Verdict.FAIL}
        click.echo(f"{'ok' if failed == wrong.clauses else 'NOT SO'} {name}: {', '.join(sorted(failed))}")


if __name__ == "__main__":
    main()
