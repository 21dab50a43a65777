from click.testing import CliRunner

from controller.bootstrap import Services
from controller.cli import main
from controller.storage.tables.custody import CustodyRow
from tests.schools import MONDAY_PERIOD_2


def run(school: Services, *words: str) -> tuple[int, str]:
    told = CliRunner().invoke(main, ["custody", *words, "--data-dir", str(school.settings.data_dir)])
    return told.exit_code, told.output


def test_the_check_and_the_purge_say_what_they_found(school: Services) -> None:
    code, said = run(school, "check")
    assert code == 0
    assert "equals what the stations reported" in said
    with school.database.write() as session:
        session.add(CustodyRow(item="pouch:NG-0001", at=MONDAY_PERIOD_2, what="released", place="", by=""))
    assert run(school, "check")[0] == 0  # by hand, and so no station's
    assert run(school, "purge") == (0, "Purged: 0 devices, 0 searches. The journal has their numbers.\n")
