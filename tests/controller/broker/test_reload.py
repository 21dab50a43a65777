import os
import signal
from pathlib import Path

import pytest

from controller.broker.reload import reload


@pytest.mark.parametrize("content", [None, "", "not a number", "999999999"])
def test_where_no_mosquitto_runs_that_is_said(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "mosquitto.pid"
    if content is not None:
        file.write_text(content)
    assert "No running Mosquitto was found" in reload(file)


def test_another_program_that_has_its_number_now_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "mosquitto.pid"
    file.write_text(str(os.getpid()))
    before = signal.signal(signal.SIGHUP, lambda *_: pytest.fail("it was told"))
    try:
        assert "systemctl reload mosquitto" in reload(file)
    finally:
        signal.signal(signal.SIGHUP, before)
