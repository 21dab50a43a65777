import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from controller.bootstrap import Services
from controller.cli import main


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["account", *words, "--data-dir", str(data)])


def add(data: Path, username: str = "m.okafor") -> Result:
    return run(data, "add", username, "--name", "Mrs M. Okafor", "--role", "teacher")


def password_in(shown: Result) -> str:
    found = re.search(r"password: (\S+)", shown.stdout)
    assert found
    return found[1]


def test_an_account_is_added_with_a_password_shown_once(data: Path) -> None:
    shown = add(data)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("m.okafor  password: ")
    assert "not kept" in shown.stderr
    assert password_in(shown) not in run(data, "list").output


def test_the_password_that_is_shown_opens_until_there_is_a_new_one(services: Services) -> None:
    data = services.settings.data_dir
    first = password_in(add(data))
    assert services.accounts.verify("m.okafor", first) is not None
    second = password_in(run(data, "password", "M.Okafor"))
    assert services.accounts.verify("m.okafor", first) is None
    assert services.accounts.verify("m.okafor", second) is not None


def test_accounts_are_listed(data: Path) -> None:
    add(data, "z.zulu")
    add(data)
    lines = run(data, "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["m.okafor", "z.zulu"]
    assert "teacher" in lines[0]
    assert "Mrs M. Okafor" in lines[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["password", "nobody"], "Error: There is no account `nobody`: `schoolbell account list` shows all."),
        (["posts", "nobody"], "Error: There is no account `nobody`"),
        (["add", "two words", "--name", "x", "--role", "admin"], "Error: `two words` cannot be a username"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(data: Path, words: list[str], says: str) -> None:
    told = run(data, *words)
    assert told.exit_code == 1
    assert told.stderr.startswith(says)


def test_a_name_is_given_once(data: Path) -> None:
    add(data)
    told = add(data)
    assert told.exit_code == 1
    assert told.stderr == "Error: There is already an account `m.okafor`: choose another name.\n"


def test_a_role_is_one_of_five(data: Path) -> None:
    told = run(data, "add", "x", "--name", "x", "--role", "caretaker")
    assert told.exit_code == 2
    assert "exams-officer" in told.stderr


def test_posts_are_set_as_a_whole(data: Path) -> None:
    add(data)
    run(data, "posts", "M.Okafor", "--post", "slt", "--post", "dsl")
    assert run(data, "list").stdout.strip().endswith("Mrs M. Okafor (dsl slt)")
    run(data, "posts", "m.okafor")
    assert run(data, "list").stdout.strip().endswith("Mrs M. Okafor")
