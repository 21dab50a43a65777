from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from controller.domain.accounts import Account, Role
from controller.errors import Refused, SchoolbellError
from controller.services.lab.live.screenshots import Screenshots
from controller.storage.errors import StorageError
from controller.storage.tables.sessions import ScreenshotRow
from tests.controller.services.lab.live.conftest import JPEG, Page
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol.frame import ScreenState
from workstation_agent.protocol.watches import Unwatch

PICTURE = JPEG + b" of a pupil"
DAYS = 14


@pytest.fixture
def shelf(page: Page) -> Screenshots:
    return page.live.screenshots


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


@pytest.fixture
def dsl(lab: FakeLab) -> Account:
    return lab.account("safeguarding")


def ask(page: Page, pc: FakePc, viewer: str = "tab") -> None:
    page.live.stills.ask(viewer, page.lab.teacher, page.lab.lesson, pc.id, "An insult")


def kinds(page: Page) -> list[str]:
    return [row.kind.partition(".")[2] for row in page.lab.facts("screenshot")]


def test_one_picture_is_asked_for_and_kept_with_who_and_why(
    page: Page, pc: FakePc, shelf: Screenshots, dsl: Account
) -> None:
    ask(page, pc)
    assert page.watch(pc).by == "Mrs M. Okafor"
    assert page.send(pc, PICTURE)
    assert isinstance(pc.taken[-1], Unwatch)
    assert [(one.kind, one.state) for one in page.told] == [("screenshot", "kept")]
    [shot] = shelf.of(page.lab.teacher)
    assert (shot.pc, shot.by, shot.user, shot.reason) == ("PC-01", "Mrs M. Okafor", "pupil", "An insult")
    assert shot.delete_at - shot.taken_at == timedelta(days=DAYS)
    assert shelf.view(dsl, shot.id, "shown") == PICTURE
    [taken] = page.lab.facts("screenshot.taken")
    assert (taken.actor, taken.subject) == ("account:m.okafor", f"workstation:{pc.id}")


def test_the_picture_is_nowhere_in_the_database_as_it_was(page: Page) -> None:
    page.keep()
    with page.lab.services.database.read() as session:
        row = session.scalars(select(ScreenshotRow)).one()
    assert b"a screen" not in row.picture
    assert row.picture[:3] != b"\xff\xd8\xff"


@pytest.mark.parametrize("state", [ScreenState.BLACK, ScreenState.EXCLUDED, ScreenState.FROZEN])
def test_a_screen_that_shows_nothing_is_not_kept(page: Page, pc: FakePc, state: ScreenState) -> None:
    ask(page, pc)
    page.send(pc, state=state)
    assert page.told[-1].sentence == "PC-01 shows nothing that can be captured, so nothing was kept."
    assert kinds(page) == []


def test_a_pc_that_is_away_or_does_not_answer_leaves_nothing(page: Page, pc: FakePc) -> None:
    ask(page, pc)
    with pytest.raises(Refused, match="being taken already"):
        ask(page, pc, "other")
    name = page.watch(pc).watch
    page.lab.clock.advance(10)
    page.live.stills.tick()
    assert page.told[-1].sentence == "PC-01 sent no picture in time, so nothing was kept."
    assert not page.send(pc, watch=name)
    pc.go()
    with pytest.raises(Refused, match="off or out of reach"):
        ask(page, pc)


def test_another_pc_cannot_send_the_picture(page: Page, pc: FakePc) -> None:
    ask(page, pc)
    other = page.lab.turn_on(2)
    assert not page.send(other, watch=page.watch(pc).watch)
    assert page.told == []


def test_a_full_disk_is_one_sentence_and_nothing_is_kept(
    page: Page, pc: FakePc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("database.full", "The disk of the database is full: free some space.")

    ask(page, pc)
    monkeypatch.setattr(page.live.screenshots._database, "write", full)
    page.send(pc)
    [told] = page.told
    assert told.sentence.startswith("The screenshot of PC-01 was not kept: The disk")
    assert kinds(page) == []


def test_the_maker_sees_it_that_day_and_safeguarding_always(
    page: Page, shelf: Screenshots, dsl: Account
) -> None:
    shot = page.keep()
    assert shelf.view(page.lab.teacher, shot, "shown") == PICTURE
    page.lab.clock.advance(24 * 3600)
    assert shelf.of(page.lab.teacher) == []
    with pytest.raises(Refused, match="not yours"):
        shelf.view(page.lab.teacher, shot, "shown")
    assert [one.id for one in shelf.of(dsl)] == [shot]
    assert shelf.view(dsl, shot, "downloaded") == PICTURE
    views = page.lab.facts("screenshot.viewed")
    assert [row.actor for row in views] == ["account:m.okafor", "account:safeguarding"]
    assert '"how":"downloaded"' in views[1].data


@pytest.mark.parametrize("username", ["j.pritchard", "reception", "exams", "admin"])
def test_nobody_else_sees_it_or_learns_that_it_is_there(
    page: Page, shelf: Screenshots, username: str
) -> None:
    other, shot = page.lab.account(username), page.keep()
    assert shelf.of(other) == []
    acts: list[Callable[[str], object]] = [
        lambda name: shelf.view(other, name, "shown"),
        lambda name: shelf.open_case(other, name, "C-1"),
        lambda name: shelf.close_case(other, name),
        lambda name: shelf.delete(other, name, "mine"),
    ]
    for act in acts:
        for name in (shot, "shot-0", "../../etc/passwd", "x" * 5000):
            with pytest.raises(Refused, match="no such screenshot") as refused:
                act(name)
            assert refused.value.code == "screenshot.unknown"
    assert kinds(page) == ["taken"]


def test_it_is_deleted_when_its_time_is_up_and_that_is_journaled(
    page: Page, shelf: Screenshots, dsl: Account
) -> None:
    page.keep()
    page.lab.clock.advance(DAYS * 86400 - 1)
    shelf.tick()
    assert len(shelf.of(dsl)) == 1
    page.lab.clock.advance(1)
    shelf.tick()
    assert shelf.of(dsl) == []
    assert kinds(page) == ["taken", "deleted"]
    assert page.lab.facts("screenshot.deleted")[0].actor == "controller:ticker"


def test_a_case_keeps_it_for_as_long_as_it_is_open(page: Page, shelf: Screenshots, dsl: Account) -> None:
    shot = page.keep()
    shelf.open_case(dsl, shot, "CP-2025-17")
    with pytest.raises(Refused, match="CP-2025-17 already"):
        shelf.open_case(dsl, shot, "another")
    with pytest.raises(Refused, match="Close the case"):
        shelf.delete(dsl, shot, "over")
    page.lab.clock.advance(60 * 86400)
    shelf.tick()
    assert shelf.view(dsl, shot, "shown") == PICTURE
    shelf.close_case(dsl, shot)
    shelf.tick()
    assert [one.case for one in shelf.of(dsl)] == [None]
    with pytest.raises(Refused, match="not kept for any case"):
        shelf.close_case(dsl, shot)
    page.lab.clock.advance(86400)
    shelf.tick()
    assert kinds(page) == ["taken", "case-opened", "viewed", "case-closed", "deleted"]


def test_safeguarding_deletes_it_with_a_reason(page: Page, shelf: Screenshots, dsl: Account) -> None:
    shelf.delete(dsl, page.keep(), "taken by mistake")
    assert shelf.of(dsl) == []
    assert '"why":"taken by mistake"' in page.lab.facts("screenshot.deleted")[0].data


def test_a_picture_that_was_put_in_the_place_of_another_is_not_shown(
    page: Page, shelf: Screenshots, dsl: Account
) -> None:
    first, second = page.keep(), page.keep("Another")
    with page.lab.services.database.write() as session:
        stolen = session.get_one(ScreenshotRow, second).picture
        session.execute(update(ScreenshotRow).where(ScreenshotRow.id == first).values(picture=stolen))
    with pytest.raises(SchoolbellError, match="was changed after it was stored"):
        shelf.view(dsl, first, "shown")
    assert page.lab.facts("screenshot.viewed") == []


def test_a_new_key_opens_what_the_old_one_sealed(page: Page, shelf: Screenshots, dsl: Account) -> None:
    shot = page.keep()
    secrets = page.lab.services.settings.data_dir / "secrets"
    old = (secrets / "screenshot-key").read_bytes()
    assert shelf.change_key() == 1
    assert (secrets / "screenshot-key").read_bytes() != old
    assert shelf.view(dsl, shot, "shown") == PICTURE
    assert shelf.view(dsl, page.keep("After"), "shown") == PICTURE
    assert sorted(path.name for path in secrets.glob("screenshot*")) == ["screenshot-key"]
    assert page.lab.account("safeguarding").role is Role.SAFEGUARDING


def test_a_change_of_keys_that_was_broken_off_loses_nothing(
    page: Page, shelf: Screenshots, dsl: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = page.keep()

    promote = shelf._vault.promote

    def promote_and_crash() -> None:
        promote()
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(shelf._vault, "promote", promote_and_crash)
        with pytest.raises(SystemExit):
            shelf.change_key()
    assert shelf.view(dsl, shot, "shown") == PICTURE
    assert shelf.change_key() == 1
    assert shelf.view(dsl, shot, "shown") == PICTURE


def test_without_its_key_a_picture_stays_shut(page: Page, shelf: Screenshots, dsl: Account) -> None:
    shot = page.keep()
    key = page.lab.services.settings.data_dir / "secrets" / "screenshot-key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    with pytest.raises(SchoolbellError, match="restore `secrets`"):
        shelf.view(dsl, shot, "shown")
