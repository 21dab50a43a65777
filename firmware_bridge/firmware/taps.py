"""A pouch comes to the reader: decide, store, then open, in that order."""

from . import words
from .rules import ASK, RELEASE, cannot_ask, decide
from .sums import hmac256
from .words import REASON_TEXT, Mode, Reason, What

ANSWER_MS = 2_000


class Question:
    """The one pouch that is being asked about."""

    def __init__(self, nonce, tag, deadline):
        self.nonce, self.tag, self.deadline = nonce, tag, deadline


class Taps:
    def __init__(self, station):
        self._station = station
        self._question = None

    def tap(self, uid):
        station = self._station
        if station.tag_key is None:
            return self._show("refused", Reason.NOT_ADOPTED)  # without the site's key a tag cannot be named
        tag = hmac256(station.tag_key, uid)[:8]
        if self._question and self._question.tag == tag:
            return None
        self._drop_question(Reason.SUPERSEDED)
        now = station.clock.now()
        what, reason, grant = decide(station.mode, station.authority, tag, now, station.store.used)
        if what == RELEASE:
            self.release(reason, tag=tag, grant=grant)
        elif what == ASK:
            self._ask(tag)
        else:
            self._refuse(reason, tag=tag, grant=grant)
        return None

    def answer(self, nonce, allow, text, grant):
        """False for an answer to another question than the one that is open."""
        question = self._question
        if question is None or question.nonce != nonce or self._late():
            return False
        self._question = None
        if allow:
            self.release(Reason.AUTHORISED, tag=question.tag, nonce=nonce, grant=grant)
        else:
            self._refuse(Reason.DENIED, text, tag=question.tag, nonce=nonce, grant=grant)
        return True

    def tick(self):
        if self._question and self._late():
            self._drop_question(Reason.NO_ANSWER)

    def release(self, reason, **how):
        """INVARIANT: nothing opens before its event is in flash. True if it opened."""
        station = self._station
        if not station.record(What.RELEASED, reason, **how):
            self._show("alert", Reason.NONE)
            return False
        if station.parts.lock.open():
            self._show("released", Reason.NONE)
            return True
        station.jams += 1
        station.record(What.JAMMED, reason, **how)
        station.voice.state_changed()
        self._show("alert", Reason.NONE)
        return False

    def _ask(self, tag):
        station = self._station
        nonce = station.parts.random(8)
        version, _ = station.in_force()
        body = {1: station.boot_id, 2: nonce, 3: tag, 4: station.mode, 5: version, 6: station.clock.now()}
        if not station.voice.online() or not station.send(words.AUTHORISE, body):
            return self._refuse(cannot_ask(station.authority, station.clock.now()), tag=tag)
        self._question = Question(nonce, tag, station.parts.timer() + ANSWER_MS)
        station.parts.signals.show("wait", "")
        return None

    def _refuse(self, reason, text=None, **how):
        self._station.record(What.REFUSED, reason, **how)
        self._show("refused", reason, text)

    def _drop_question(self, reason):
        question, self._question = self._question, None
        if question:
            self._refuse(reason, tag=question.tag, nonce=question.nonce)

    def _late(self):
        return self._station.parts.timer() >= self._question.deadline

    def _show(self, word, reason, text=None):
        """Nothing lights up or sounds in a lockdown."""
        if self._station.mode != Mode.LOCKDOWN:
            self._station.parts.signals.show(word, text or REASON_TEXT.get(reason, ""))
