from dataclasses import replace

import pytest

from controller.services.lab.looks import Looks
from controller.services.lab.watches import RENEW_EVERY_S, VIEW_TTL_S, WALL_GRACE_S, WHOLE_EVERY_S
from controller.storage.errors import StorageError
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader, Part
from workstation_agent.protocol.watches import Unwatch, Watch, WatchSize


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


def show(lab: FakeLab, *thumbs: int, full: int | None = None, viewer: str = "page") -> list[int]:
    """The numbers of the newest pictures that there are already."""
    names = [seat(number) for number in thumbs]
    pictures = lab.lab.watches.show(viewer, lab.teacher, lab.lesson, names, seat(full) if full else None)
    return [one.seq for one in pictures]


def picture(lab: FakeLab, pc: FakePc, watch: Watch, seq: int = 1) -> object:
    return lab.lab.watches.take(pc.id, FrameHeader(watch.watch, seq, 0, 320, 180), b"jpeg")


def asked_whole(pc: FakePc) -> int:
    return sum(isinstance(one, Watch) and one.whole for one in pc.taken)


def looks(lab: FakeLab) -> list[str]:
    return [f"{fact.kind} {fact.subject}" for fact in lab.facts("look.")]


def test_a_screen_is_captured_for_as_long_as_a_page_shows_it(lab: FakeLab, pc: FakePc) -> None:
    assert pc.watching == []
    show(lab, 1)
    (watch,) = pc.watching
    assert (watch.size, watch.width, watch.height) == (WatchSize.THUMB, 320, 180)
    watch.from_json(watch.to_json())  # within the limits that the agent holds
    show(lab)
    assert pc.watching == []


def test_a_page_that_closes_or_falls_silent_shows_nothing(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    lab.lab.watches.leave("page")
    assert pc.watching == []
    show(lab, 1)
    lab.clock.advance(VIEW_TTL_S - 1)
    lab.lab.watches.tick()
    assert pc.watching
    lab.clock.advance(1)
    lab.lab.watches.tick()
    assert pc.watching == []


def test_two_pages_share_one_capture(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1, viewer="a")
    show(lab, 1, viewer="b")
    assert len([one for one in pc.taken if isinstance(one, Watch)]) == 1
    (watch,) = pc.watching
    taken = lab.lab.watches.take(pc.id, FrameHeader(watch.watch, 1, 0, 320, 180), b"jpeg")
    assert taken
    assert taken[1] == {"a", "b"}
    lab.lab.watches.leave("a")
    assert pc.watching == [watch]


def test_a_second_page_gets_the_picture_that_there_is(lab: FakeLab, pc: FakePc) -> None:
    """An unchanged screen sends nothing, so nobody else would bring it."""
    assert show(lab, 1, viewer="a") == []
    picture(lab, pc, pc.watching[0], seq=7)
    assert show(lab, 1, viewer="b") == [7]
    assert show(lab, 1, viewer="b") == [], "it has that one already"
    assert lab.lab.watches.newest(pc.id) == 7


def test_no_picture_is_kept_once_nobody_is_shown_it(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    picture(lab, pc, pc.watching[0])
    show(lab)
    assert lab.lab.watches.newest(pc.id) is None
    assert show(lab, 1) == []


def test_a_watch_is_renewed_while_it_lasts(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    lab.clock.advance(RENEW_EVERY_S)
    lab.lab.watches.tick()
    sent = [one for one in pc.taken if isinstance(one, Watch)]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert sent[0].by == lab.teacher.display_name


def test_the_pupil_is_told_at_once_who_else_looks_and_who_no_longer_does(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1, viewer="a")
    other = replace(lab.teacher, id=lab.teacher.id + 1, display_name="Mr Other")
    lab.lab.watches.show("b", other, lab.lesson, [seat(1)], None)
    both = [one.by for one in pc.taken if isinstance(one, Watch)][-1]
    assert set(both.split(", ")) == {lab.teacher.display_name, "Mr Other"}
    lab.lab.watches.leave("b")
    assert [one.by for one in pc.taken if isinstance(one, Watch)][-1] == lab.teacher.display_name
    assert len({one.watch for one in pc.taken if isinstance(one, Watch)}) == 1, "it goes on as it was"


def test_nobody_who_looks_is_left_out_of_what_the_pupil_is_told(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1, viewer="a")
    for number in range(3):
        other = replace(
            lab.teacher, id=lab.teacher.id + 1, display_name=f"Mr Anselm Featherstonehaugh-{number}"
        )
        lab.lab.watches.show(f"b{number}", other, lab.lesson, [seat(1)], None)
    told = [one for one in pc.taken if isinstance(one, Watch)][-1]
    assert told.by == "Mr Anselm Featherstonehaugh-0 and 3 others"
    assert Watch.from_json(told.to_json()).by == told.by


def test_a_whole_picture_is_asked_for_when_the_thread_is_lost_but_not_all_the_time(
    lab: FakeLab, pc: FakePc
) -> None:
    show(lab, 1)
    watch = pc.watching[0]
    for seq in (5, 9, 12):
        header = FrameHeader(watch.watch, seq, 0, 320, 180, (Part(0, 0, 16, 16, 4),))
        assert lab.lab.watches.take(pc.id, header, b"jpeg")
    assert asked_whole(pc) == 1
    lab.clock.advance(WHOLE_EVERY_S)
    lab.lab.watches.take(pc.id, header, b"jpeg")
    assert asked_whole(pc) == 2
    picture(lab, pc, watch, seq=13)
    assert asked_whole(pc) == 2


def test_a_picture_larger_than_asked_for_is_refused(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    header = FrameHeader(pc.watching[0].watch, 1, 0, 1280, 720)
    with pytest.raises(ProtocolError, match="larger than was asked for"):
        lab.lab.watches.take(pc.id, header, b"jpeg")
    assert lab.lab.watches.newest(pc.id) is None


def test_a_pc_that_returns_is_asked_again_with_a_new_name(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    before = pc.watching[0]
    back = lab.restart(pc)
    lab.lab.watches.returned(back.id)
    assert back.watching
    assert back.watching[0].watch != before.watch
    assert picture(lab, back, before) is None, "a picture of before it was lost is not shown as one of now"


def test_a_picture_that_nobody_asked_for_goes_nowhere(lab: FakeLab, pc: FakePc) -> None:
    other = lab.turn_on(2)
    show(lab, 1, 2)
    watch = pc.watching[0]
    assert picture(lab, other, watch) is None, "PC-02 cannot send pictures as PC-01"
    assert picture(lab, pc, replace(watch, watch="made-up")) is None
    show(lab)
    assert picture(lab, pc, watch) is None


def test_a_full_view_is_a_watch_of_its_own(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1, full=1)
    assert {one.size for one in pc.watching} == {WatchSize.THUMB, WatchSize.FULL}
    show(lab, 1)
    assert isinstance(pc.taken[-1], Unwatch)
    assert [one.size for one in pc.watching] == [WatchSize.THUMB]


def test_another_monitor_is_another_watch_and_the_same_look(lab: FakeLab, pc: FakePc) -> None:
    def see(monitor: int) -> None:
        lab.lab.watches.show("page", lab.teacher, lab.lesson, [], pc.id, monitor)

    see(0)
    whole = pc.watching[0]
    see(2)
    (second,) = pc.watching
    assert (whole.monitor, second.monitor) == (0, 2)
    assert picture(lab, pc, whole) is None
    assert picture(lab, pc, second)
    back = lab.restart(pc)
    lab.lab.watches.returned(back.id)
    assert [one.monitor for one in back.watching] == [2]
    assert looks(lab) == [f"look.started workstation:{seat(1)}"]


def test_the_wall_is_one_look_and_each_full_view_another(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    show(lab, 1, full=1)
    show(lab, 1, full=1)
    show(lab, 1)
    assert looks(lab) == [
        "look.started room:lab-1",
        f"look.started workstation:{seat(1)}",
        f"look.ended workstation:{seat(1)}",
    ]


def test_a_wall_hidden_for_a_moment_is_still_the_same_look(lab: FakeLab, pc: FakePc) -> None:
    show(lab, 1)
    show(lab)
    lab.clock.advance(WALL_GRACE_S - 1)
    show(lab, 1)
    assert looks(lab) == ["look.started room:lab-1"]
    lab.lab.watches.leave("page")
    lab.clock.advance(WALL_GRACE_S)
    lab.lab.watches.tick()
    assert looks(lab) == ["look.started room:lab-1", "look.ended room:lab-1"]


def test_a_look_by_two_pages_of_one_teacher_ends_with_the_last(lab: FakeLab, pc: FakePc) -> None:
    show(lab, full=1, viewer="a")
    show(lab, full=1, viewer="b")
    lab.lab.watches.leave("a")
    assert looks(lab) == [f"look.started workstation:{seat(1)}"]
    lab.lab.watches.leave("b")
    assert len(looks(lab)) == 2


def full_disk(*_: object) -> None:
    raise StorageError("database.full", "The disk of the database is full.")


def test_a_look_that_cannot_be_journaled_does_not_happen(
    lab: FakeLab, pc: FakePc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Looks, "start", full_disk)
    with pytest.raises(StorageError):
        show(lab, 1, full=1)
    lab.lab.watches.tick()
    assert not [one for one in pc.taken if isinstance(one, Watch)]


def test_a_look_whose_end_cannot_be_journaled_is_ended_later(
    lab: FakeLab, pc: FakePc, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(lab, full=1)
    with monkeypatch.context() as patch:
        patch.setattr(Looks, "end", full_disk)
        with pytest.raises(StorageError):
            show(lab)
    assert pc.watching == []
    lab.lab.watches.tick()
    assert looks(lab)[-1] == f"look.ended workstation:{seat(1)}"


def test_at_the_bell_nothing_is_shown_of_the_next_class(lab: FakeLab, pc: FakePc) -> None:
    lab.clock.advance((lab.lesson.ends_at - lab.clock.now()).total_seconds() - 1)
    show(lab, 1, full=1)
    lab.clock.advance(1)
    lab.lab.watches.tick()
    assert pc.watching == []
