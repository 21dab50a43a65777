import os
import stat

import pytest

from tests.workstation_agent.core.bench import START, desired, lock
from workstation_agent.core.saved import Saved
from workstation_agent.protocol.enrolment import Enrolled
from workstation_agent.store import IDENTITY, LEASES, Store, StoreError

IDENTITY_OF_PC = Enrolled("ws-1", "PC-01", "a-key")
SAVED = Saved(desired(3, lock()), (), START)


def test_what_is_kept_is_read_back(tmp_path):
    store = Store(tmp_path / "agent")
    assert (store.identity(), store.saved()) == (None, None)
    store.keep_identity(IDENTITY_OF_PC)
    store.keep(SAVED)
    assert Store(tmp_path / "agent").identity() == IDENTITY_OF_PC
    assert Store(tmp_path / "agent").saved() == SAVED


def test_only_its_owner_can_read_it(tmp_path):
    Store(tmp_path / "agent").keep_identity(IDENTITY_OF_PC)
    assert stat.S_IMODE((tmp_path / "agent").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "agent" / IDENTITY).stat().st_mode) == 0o600


def test_a_planted_link_is_not_followed(tmp_path):
    """Somebody who can write in the directory must not make the agent overwrite another file."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "identity.new").symlink_to(victim)
    Store(tmp_path).keep_identity(IDENTITY_OF_PC)
    assert victim.read_text() == "mine"
    assert not (tmp_path / IDENTITY).is_symlink()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"workstation": 5}', "\x00" * 50])
def test_a_damaged_identity_says_to_enrol_again(tmp_path, damage):
    (tmp_path / IDENTITY).write_text(damage)
    with pytest.raises(StoreError, match="enrol again with a new code"):
        Store(tmp_path).identity()
    assert (tmp_path / IDENTITY).exists()


@pytest.mark.parametrize("damage", [b"", b"{", b'{"desired": {}}', b"\xff\xfe", b"[" * 100_000])
def test_damaged_leases_are_set_aside_and_the_next_start_is_clean(tmp_path, damage):
    (tmp_path / LEASES).write_bytes(damage)
    with pytest.raises(StoreError, match="set aside"):
        Store(tmp_path).saved()
    assert Store(tmp_path).saved() is None
    assert (tmp_path / "leases.damaged").read_bytes() == damage


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.keep_identity(IDENTITY_OF_PC)

    def power_cut(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(StoreError, match="no space left on device"):
        store.keep_identity(Enrolled("ws-2", "PC-02", "another"))
    assert Store(tmp_path).identity() == IDENTITY_OF_PC


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        Store(tmp_path / "file" / "agent").check_writable()
    assert caught.value.code == "store.unwritable"
