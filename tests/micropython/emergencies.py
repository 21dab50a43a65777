"""More of the scenario list: the key switch, power cuts, keys that change, differences of an authority."""

from datetime import timedelta

from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Heartbeat, OrderAck, SetKey, Status, Unlock
from firmware_bridge.protocol.v1.pairing import seal_new_key
from firmware_bridge.protocol.v1.vocabulary import Effect, LockState, Mode, OrderResult, Reason, What
from tests.micropython.scenarios import exception, in_window
from tests.micropython.scene import OTHER_TAG, OTHER_UID, START, TAG, UID, scenario

NEW_KEY, NONCE = bytes(range(64, 96)), b"nonce..."


def reasons(scene, what):
    return [one.reason for one in scene.stored() if one.what == what]


@scenario
def the_key_switch_evacuates_with_everything_down(scene):
    scene.link(False)
    scene.rig.mains(switch=True)
    scene.advance(seconds=1)
    scene.tap(UID)
    scene.tap(OTHER_UID)
    assert scene.openings == 2
    assert ("evacuate", "") in scene.showed
    assert Reason.KEY_SWITCH in reasons(scene, What.MODE_CHANGED)
    scene.rig.mains(switch=False)
    scene.advance(seconds=1)
    assert scene.last.mode == Mode.NORMAL


@scenario
def the_key_switch_opens_with_a_broken_flash_and_says_so_afterwards(scene):
    scene.accept()
    scene.rig.flash(broken=True)
    scene.rig.mains(switch=True)
    scene.advance(seconds=1)
    scene.tap(UID)
    assert scene.openings == 1
    scene.rig.flash()
    scene.advance(seconds=5)
    assert Reason.KEY_SWITCH in reasons(scene, What.MODE_CHANGED)
    assert reasons(scene, What.RELEASED) == [Reason.EVACUATE]


@scenario
def the_key_switch_wins_over_a_lockdown(scene):
    scene.accept().set_mode(Mode.LOCKDOWN)
    scene.rig.mains(switch=True)
    scene.advance(seconds=1)
    scene.tap()
    assert scene.openings == 1
    scene.rig.mains(switch=False)
    scene.advance(seconds=1)
    scene.tap()
    assert (scene.openings, scene.last.mode) == (1, Mode.LOCKDOWN)


@scenario
def a_hold_does_not_hold_in_an_evacuation(scene):
    scene.accept().give(exceptions=[exception(Effect.HOLD)])
    scene.set_mode(Mode.EVACUATE)
    scene.tap()
    assert scene.openings == 1


@scenario
def the_power_fails_just_before_the_bolt_moves(scene):
    in_window(scene.accept())
    scene.rig.lock(cut="before")
    assert not scene.tap().power
    scene.power_on()
    scene.accept()
    scene.advance(seconds=2)
    assert scene.openings == 0
    happened = [one.what for one in scene.stored()]
    assert happened[happened.index(What.RELEASED) + 1] == What.UNCONFIRMED


@scenario
def the_power_fails_at_each_byte_of_a_release(scene):
    in_window(scene.accept())
    for byte in range(0, 260, 13):
        before = len(reasons(scene, What.RELEASED))
        opened = scene.openings
        scene.rig.flash(cut_after=byte)
        scene.tap()
        scene.rig.flash()
        scene.power_on()
        scene.accept()
        assert scene.openings - opened <= len(reasons(scene, What.RELEASED)) - before


def rotate(scene):
    """The old key; from here on the scene has the new one."""
    scene.said(OrderAck)
    old, scene.key = scene.key, NEW_KEY
    scene.order(SetKey(NONCE, seal_new_key(old, NEW_KEY, NONCE)), key=old)
    return old


@scenario
def a_station_takes_another_key_and_forgets_the_old_one(scene):
    scene.accept()
    old = rotate(scene)
    assert scene.said(OrderAck)[-1].result == OrderResult.DONE
    scene.order(Unlock("early-leaver"))
    assert scene.openings == 1
    scene.order(Unlock("early-leaver"), key=old)
    assert scene.openings == 1
    boot = scene.power_on().envelopes[-1]
    assert open_sealed(boot, NEW_KEY).header.kind == 1


@scenario
def a_new_key_is_kept_over_a_power_cut_and_the_old_one_works_until_it_is_used(scene):
    scene.accept()
    old = rotate(scene)
    scene.power_on()
    scene.accept()
    scene.order(Unlock("early-leaver"), key=old)
    scene.order(Unlock("early-leaver"))
    assert scene.openings == 1


@scenario
def an_authority_changes_by_its_differences(scene):
    tags = [number.to_bytes(8, "big") for number in range(1, 300)]
    first = scene.accept().give(1, tags=sorted([*tags, OTHER_TAG]))
    second = changed(
        scene, first, tags=sorted([*tags[5:], TAG]), windows=[(START, START + timedelta(hours=1))]
    )
    scene.advance(seconds=6)
    beat = scene.said(Heartbeat)[-1]
    assert (beat.authority_version, beat.authority_hash) == (2, second.digest[:8])
    scene.tap(UID)
    scene.tap(OTHER_UID)
    assert scene.openings == 1
    scene.power_on()
    assert scene.last.power


def changed(scene, first, **how):
    second = hour(2, **how)
    for page in second.changes_from(first):
        scene.order(page)
    return second


def hour(version, **how):
    return Authority.build(version=version, valid_from=START, valid_until=START + timedelta(hours=1), **how)


@scenario
def differences_of_an_authority_that_it_does_not_hold_are_refused(scene):
    tags = [number.to_bytes(8, "big") for number in range(1, 300)]
    scene.accept().give(1, tags=tags)
    for page in hour(4, tags=[*tags, b"\xff" * 8]).changes_from(hour(3, tags=tags)):
        scene.order(page)
    assert scene.said(OrderAck)[-1].result == OrderResult.WRONG_BASE


@scenario
def the_supply_is_told(scene):
    scene.accept()
    scene.rig.mains(millivolts=11_900, battery=True)
    scene.advance(seconds=2)
    status = scene.said(Status)[-1]
    assert (status.supply_mv, status.battery) == (11_900, True)


@scenario
def a_jam_in_an_evacuation_is_told_too(scene):
    scene.accept().set_mode(Mode.EVACUATE)
    scene.rig.lock(position=int(LockState.JAMMED))
    scene.tap()
    assert scene.openings == 0
    assert [one.what for one in scene.stored()][-2:] == [What.RELEASED, What.JAMMED]
