from pathlib import Path

from click.testing import CliRunner

from controller.cli import main
from controller.services.lab.live.screenshots import Taken
from tests.labs import FakeLab, seat


def test_a_new_key_is_told_and_opens_what_is_kept(lab: FakeLab) -> None:
    taken = Taken(lab.teacher, lab.lesson, seat(1), None, None, "An insult", 64, 36, b"\xff\xd8\xff")
    shot = lab.services.live.screenshots.keep(taken)
    data_dir = lab.services.settings.data_dir
    key = Path(data_dir) / "secrets" / "screenshot-key"
    before = key.read_bytes()
    result = CliRunner().invoke(main, ["screenshots", "change-key", "--data-dir", str(data_dir)])
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1 screenshot is sealed with a new key.")
    assert key.read_bytes() != before
    assert lab.services.live.screenshots.view(lab.teacher, shot, "shown") == b"\xff\xd8\xff"
