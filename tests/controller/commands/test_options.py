import subprocess
import sys

ASK = """
from controller.commands.options import asked_for
from controller.errors import SchoolbellError
try:
    asked_for("pairing code", "--pairing-code-file")
except SchoolbellError as error:
    print(error.sentence)
"""


def test_where_nobody_can_type_it_says_what_to_use_instead() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,  # without a terminal to fall back on
    )
    assert said.stdout == "Nobody can be asked for the pairing code here: use --pairing-code-file.\n"
    assert said.stderr == ""
