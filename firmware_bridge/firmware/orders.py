"""What the station does when it is told something (docs/protocol.md §6)."""

from . import identity, words
from .envelope import Malformed, field, is_bytes, is_count, is_flag, is_text, is_uint, optional
from .gate import is_question
from .modes import PRESENTED, REFUSE, UNLOCK
from .pages import Pages
from .sums import hmac256, xor
from .words import Boot, Mode, Reason, Result

LOG_RECORDS = 16


class Orders:
    def __init__(self, station):
        self._station = station
        self._pages = Pages()
        self._mode_sent = 0  # when the set-mode was sent that was obeyed last
        self._handlers = {
            words.BOOT_REPLY: self._boot_reply,
            words.AUTHORITY: self._authority,
            words.AUTHORISE_REPLY: self._authorise_reply,
            words.UNLOCK: self._unlock,
            words.SET_MODE: self._set_mode,
            words.GET_LOG: self._get_log,
            words.EVENT_ACK: self._event_ack,
            words.SET_KEY: self._set_key,
        }

    def receive(self, data, retained):
        result, order = self._station.gate.admit(data, retained)
        if result == Result.DONE:
            result = self._obey(order)
        elif order and result in (Result.EXPIRED, Result.FUTURE):
            self._station.voice.ask_the_time()
        if result >= Result.RETAINED:
            self._station.voice.status_changed()
        if order and is_question(order.kind):
            self._acknowledge(order, result)

    def _obey(self, order):
        try:
            self._settle_key(order)
            result = self._handlers[order.kind](order, order.body)
        except Malformed:
            result = Result.MALFORMED
        except OSError:
            result = Result.STORE_FULL
        if result >= Result.RETAINED:
            self._station.gate.count(result)
        return result

    def _acknowledge(self, order, result):
        version, short = self._station.in_force()
        body = {1: order.msg_id, 2: result, 3: self._station.mode, 4: version, 5: short}
        self._station.send(words.ORDER_ACK, body)

    def _boot_reply(self, order, body):
        voice = self._station.voice
        status, nonce = field(body, 1, is_count, Boot.REJECTED), field(body, 2, is_bytes, 8)
        time_ms, beat_s = field(body, 3, is_uint), field(body, 4, is_count, 300)
        retry_s, sealed = field(body, 5, is_count, 60), optional(body, 6, is_bytes, 32)
        if not voice.awaits(nonce):
            return Result.STALE
        if status == Boot.ACCEPTED:
            self._accepted(order, time_ms, beat_s, sealed)
            return Result.DONE
        voice.boot_in(1000 * retry_s)
        if status == Boot.REJECTED:
            self._let_go()
        self._station.show("wait", "pending" if status == Boot.PENDING else "rejected")
        return Result.DONE

    def _accepted(self, order, time_ms, beat_s, sealed):
        station = self._station
        if sealed:
            pad = hmac256(order.key, b"tag-key" + station.boot_id + station.voice.nonce)
            station.tag_key = xor(sealed, pad)
            identity.keep_tag_key(station.parts.flash, station.tag_key)
        station.clock.set(time_ms + station.voice.round_trip() // 2)
        station.gate.accepted_at(time_ms)
        self._suspend(False)
        self._mode_sent = min(self._mode_sent, time_ms)  # the controller's clock may have been put back
        station.voice.welcome(1000 * beat_s)
        station.show("ready")

    def _let_go(self):
        """No order reaches us from now on, so what we may do by ourselves must not outlast this."""
        station = self._station
        station.gate.accepted_at(None)
        self._suspend(True)
        station.refresh_mode()
        station.voice.dismiss()

    def _suspend(self, suspended):
        if self._station.authority:
            self._station.authority.suspended = suspended

    def _authority(self, order, body):
        station = self._station
        result, authority = self._pages.take(body, station.authority)
        if authority:
            authority.keep(station.parts.flash)
            station.authority = authority
            station.refresh_mode()
            station.voice.status_changed()
        return result

    def _authorise_reply(self, order, body):
        nonce, allow = field(body, 1, is_bytes, 8), field(body, 2, is_flag)
        text, grant = field(body, 3, is_text), field(body, 4, is_uint)
        return Result.DONE if self._station.taps.answer(nonce, allow, text, grant) else Result.STALE

    def _unlock(self, order, body):
        field(body, 1, is_text)
        tag, grant = optional(body, 2, is_bytes, 8), field(body, 3, is_uint)
        if PRESENTED[self._station.mode][UNLOCK][0] == REFUSE:
            return Result.MODE_FORBIDS
        opened = self._station.taps.release(Reason.ORDER, tag=tag, order=order.msg_id, grant=grant)
        return Result.DONE if opened else Result.STORE_FULL if self._station.ledger.full else Result.FAILED

    def _set_mode(self, order, body):
        mode, until = field(body, 1, is_uint, Mode.LAST), field(body, 2, is_uint)
        field(body, 3, is_text)
        if until and until <= self._station.clock.now():
            return Result.EXPIRED
        if order.sent_at < self._mode_sent:  # it was held back on its way, or the clock was put back
            self._station.voice.ask_the_time()
            return Result.STALE
        self._station.set_mode(mode, until, order.msg_id)
        self._mode_sent = order.sent_at
        return Result.DONE

    def _get_log(self, order, body):
        first, limit = field(body, 1, is_uint), field(body, 2, is_count, LOG_RECORDS)
        records, total = self._station.store.log(first, limit)
        self._station.send(words.LOG_PAGE, {1: order.msg_id, 2: first, 3: total, 4: records})
        return Result.DONE

    def _event_ack(self, order, body):
        self._station.voice.acknowledge(field(body, 1, is_bytes, 8), field(body, 2, is_count))
        return Result.DONE

    def _set_key(self, order, body):
        """What we say next, the order-ack first, is signed with the new key."""
        nonce, sealed = field(body, 1, is_bytes, 8), field(body, 2, is_bytes, 32)
        new = xor(sealed, hmac256(order.key, b"new-key" + nonce))
        self._station.known_as(
            identity.renew(self._station.parts.flash, self._station.identity, order.key, new)
        )
        return Result.DONE

    def _settle_key(self, order):
        """An order signed with the new key shows that the controller has it."""
        mine = self._station.identity
        if mine.old and order.key == mine.key:
            try:
                self._station.known_as(identity.settle(self._station.parts.flash, mine))
            except OSError:
                pass  # both stay good, and the next order tries again
