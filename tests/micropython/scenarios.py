"""What a station must do, as lists of inputs and outcomes, the same for CPython and for MicroPython.

Each takes a `Scene` whose station has just been switched on. A new scenario is one more function here.
"""

from datetime import timedelta

from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    Boot,
    BootReply,
    GetLog,
    Heartbeat,
    LogPage,
    OrderAck,
    StationEvent,
    Status,
    TagException,
    Unlock,
)
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import (
    BootStatus,
    Effect,
    LockState,
    Mode,
    OrderResult,
    Reason,
    What,
)
from tests.micropython.scene import KEY, OTHER_UID, START, TAG, UID, scenario


def exception(effect, grant=1, uses=1, tag=TAG):
    return TagException(grant, tag, effect, to_ms(START + timedelta(minutes=30)), uses)


def in_window(scene, **how):
    scene.give(tags=[TAG], windows=[(START, START + timedelta(minutes=20))], **how)
    return scene


@scenario
def an_unadopted_station_opens_nothing(scene):
    assert scene.tap().shown == (("refused", "not adopted"),)
    assert scene.pouches() == []


@scenario
def pending_waits_and_rejected_goes(scene):
    boot = scene.said(Boot)[-1]
    scene.order(BootReply(BootStatus.PENDING, boot.nonce, to_ms(scene.now), retry_s=5), key=bytes(32))
    assert scene.last.shown == (("wait", "pending"),)
    scene.advance(seconds=5)
    boot = scene.said(Boot)[-1]
    scene.order(BootReply(BootStatus.REJECTED, boot.nonce, to_ms(scene.now), retry_s=5))
    scene.order(Unlock("early-leaver"))
    assert scene.openings == 0


@scenario
def the_window_opens_with_the_network_down(scene):
    in_window(scene.accept())
    scene.link(False)
    scene.tap()
    scene.advance(minutes=20)
    scene.tap()
    assert scene.openings == 1
    assert scene.pouches() == [(What.RELEASED, Reason.WINDOW), (What.REFUSED, Reason.NO_LINK)]


@scenario
def a_question_is_answered_once(scene):
    scene.accept().tap()
    nonce = scene.said(Authorise)[0].nonce
    for reply in (AuthoriseReply(b"notmine!", True), AuthoriseReply(nonce, True, "", 7)):
        scene.order(reply)
    scene.order(AuthoriseReply(nonce, True, "", 7))
    assert scene.openings == 1
    assert scene.stored()[-1].grant == 7


@scenario
def a_late_answer_opens_nothing(scene):
    scene.accept().tap()
    nonce = scene.said(Authorise)[0].nonce
    scene.advance(seconds=2)
    scene.order(AuthoriseReply(nonce, True))
    assert scene.openings == 0
    assert scene.pouches() == [(What.REFUSED, Reason.NO_ANSWER)]


@scenario
def a_denied_pouch_shows_why(scene):
    scene.accept().tap()
    scene.order(AuthoriseReply(scene.said(Authorise)[0].nonce, False, "exam"))
    assert scene.last.shown == (("refused", "exam"),)


@scenario
def another_pouch_ends_the_question(scene):
    scene.accept().tap(UID)
    first = scene.said(Authorise)[0].nonce
    scene.tap(OTHER_UID)
    scene.order(AuthoriseReply(first, True))
    assert scene.openings == 0
    assert scene.pouches() == [(What.REFUSED, Reason.SUPERSEDED)]


@scenario
def a_hold_beats_the_window(scene):
    in_window(scene.accept(), exceptions=[exception(Effect.ALLOW, 1), exception(Effect.HOLD, 2)])
    scene.tap()
    assert scene.pouches() == [(What.REFUSED, Reason.HELD)]


@scenario
def an_exception_is_used_up_over_a_power_cut(scene):
    scene.accept().give(exceptions=[exception(Effect.ALLOW, uses=2)])
    scene.tap()
    scene.power_on()
    scene.accept().tap()
    scene.tap()
    assert scene.openings == 2


@scenario
def an_expired_authority_opens_nothing(scene):
    in_window(scene.accept(), minutes=10)
    scene.link(False)
    scene.advance(minutes=10)
    scene.tap()
    assert scene.pouches() == [(What.REFUSED, Reason.NO_AUTHORITY)]


@scenario
def without_a_clock_it_stays_shut(scene):
    in_window(scene.accept())
    scene.power_on()
    scene.link(False)
    scene.tap()
    assert scene.pouches()[-1] == (What.REFUSED, Reason.CLOCK_UNKNOWN)


@scenario
def a_whole_authority_of_many_pages(scene):
    tags = sorted({TAG, *(number.to_bytes(8, "big") for number in range(1, 400))})
    exceptions = [exception(Effect.HOLD, number, tag=tags[number]) for number in range(1, 60)]
    authority = scene.accept().give(
        tags=tags, exceptions=exceptions, windows=[(START, START + timedelta(hours=1))]
    )
    beat = scene.advance(seconds=6) and scene.said(Heartbeat)[-1]
    assert (beat.authority_version, beat.authority_hash) == (1, authority.digest[:8])
    scene.tap()
    scene.power_on()
    assert scene.said(Boot)[-1].authority_hash == authority.digest[:8]
    assert scene.openings == 1


@scenario
def each_mode_decides(scene):
    scene.accept().give(tags=[TAG])
    for mode in Mode:
        if mode != Mode.NORMAL:
            scene.set_mode(mode)
            scene.tap()
    assert {one[1] for one in scene.pouches()} == {
        Reason.WINDOW,
        Reason.EXAM,
        Reason.EVACUATE,
        Reason.LOCKDOWN,
        Reason.MAINTENANCE,
    }
    assert scene.openings == 2


@scenario
def lockdown_is_dark_and_silent(scene):
    in_window(scene.accept())
    scene.set_mode(Mode.LOCKDOWN)
    before = len(scene.showed)
    scene.tap()
    scene.order(Unlock("early-leaver"))
    assert scene.openings == 0
    assert len(scene.showed) == before


@scenario
def a_set_mode_ends_by_itself(scene):
    scene.accept().set_mode(Mode.EVACUATE, minutes=5)
    scene.advance(minutes=5)
    assert scene.last.mode == Mode.NORMAL


@scenario
def a_mode_outlives_a_power_cut(scene):
    scene.accept().set_mode(Mode.LOCKDOWN)
    scene.power_on()
    scene.accept()
    assert scene.last.mode == Mode.LOCKDOWN


@scenario
def orders_are_refused_by_cause(scene):
    scene.accept()
    unlock = Unlock("early-leaver")
    scene.said(OrderAck)
    scene.order(unlock, retained=True)
    scene.order(unlock, key=bytes(range(1, 33)))
    scene.order(unlock, sent=scene.now - timedelta(minutes=5))
    scene.order(unlock, sent=scene.now + timedelta(minutes=5))
    scene.order(unlock, msg_id=b"sameonce")
    scene.order(unlock, msg_id=b"sameonce")
    assert scene.openings == 1
    refused = [ack.result for ack in scene.said(OrderAck) if ack.result >= OrderResult.RETAINED]
    assert refused == [OrderResult.EXPIRED, OrderResult.FUTURE, OrderResult.REPEATED]
    scene.advance(seconds=2)
    counted = {one.result: one.count for one in scene.said(Status)[-1].refused}
    assert counted[OrderResult.RETAINED] == counted[OrderResult.UNSIGNED] == 1


@scenario
def an_order_from_before_this_boot_is_dead(scene):
    scene.accept()
    scene.advance(seconds=1)
    replayed = scene.sealed(Unlock("early-leaver"), ttl_s=60)
    scene.advance(seconds=5)
    scene.power_on()
    scene.accept()
    scene.note(scene.rig.receive(replayed))
    assert scene.openings == 0


@scenario
def noise_is_survived(scene):
    scene.accept()
    for noise in (b"", b"\x00", b"\xff" * 5000, KEY, b"\x82\x58\xff", b"\x9f\x9f\x9f", b"\x5b" + b"\xff" * 8):
        scene.note(scene.rig.receive(noise))
    in_window(scene)
    scene.tap()
    assert scene.openings == 1


@scenario
def a_full_flash_refuses_to_open(scene):
    in_window(scene.accept())
    scene.rig.flash(broken=True)
    scene.tap()
    assert scene.openings == 0
    assert scene.last.states[-1] == "alert"
    scene.rig.flash()
    scene.tap()
    assert scene.openings == 1


@scenario
def power_lost_in_the_middle_of_an_event_opens_nothing(scene):
    in_window(scene.accept())
    scene.rig.flash(cut_after=40)
    assert not scene.tap().power
    assert scene.openings == 0
    scene.power_on()
    assert scene.pouches() == []


@scenario
def a_jam_is_told(scene):
    in_window(scene.accept())
    scene.rig.lock(position=int(LockState.JAMMED))
    scene.tap()
    assert scene.openings == 0
    assert scene.pouches() == [(What.RELEASED, Reason.WINDOW), (What.JAMMED, Reason.WINDOW)]


@scenario
def forcing_is_told(scene):
    scene.accept()
    scene.rig.lock(forced=True)
    scene.advance(seconds=2)
    assert scene.pouches() == [(What.TAMPERED, Reason.NONE)]
    assert scene.said(Status)[-1].tampered


@scenario
def events_are_replayed_until_acknowledged(scene):
    in_window(scene.accept())
    scene.link(False)
    for _ in range(20):
        scene.tap()
    scene.link(True)
    taken = set()
    for _ in range(6):
        events = scene.said(StationEvent)
        taken |= {event.seq for event in events}
        scene.acknowledge(events)
        scene.advance(seconds=6)
    assert scene.last.waiting == 0
    assert taken >= {one.seq for one in scene.stored()}


@scenario
def its_log_can_be_read(scene):
    scene.accept()
    scene.order(GetLog(0, 16))
    page = scene.said(LogPage)[-1]
    assert page.total == len(scene.stored())
