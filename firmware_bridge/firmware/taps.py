"""A pouch comes to the reader: decide, store, then open, in that order."""

from . import words
from .modes import ASK, RELEASE, cannot_ask, decide
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
        tag = hmac256(station.tag_key, uid)[:8] if station.tag_key else None
        if self._question and self._question.tag == tag:
            return
        self._drop_question(Reason.SUPERSEDED)
        what, reason, grant = self._decide(tag)
        if tag is None and what != RELEASE:
            self._show("refused", Reason.NOT_ADOPTED)  # without the site's key a tag cannot be named
        elif what == ASK:
            self._ask(tag)
        else:
            self._do(what, reason, tag=tag, grant=grant)

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

    def mode_changed(self):
        """A pouch that was asked about is not asked about in this mode: an answer must not open it."""
        question = self._question
        what, reason, grant = self._decide(question.tag) if question else (ASK, Reason.NONE, 0)
        if what != ASK:
            self._question = None
            self._do(what, reason, tag=question.tag, nonce=question.nonce, grant=grant)

    def tick(self):
        if self._question and self._late():
            self._drop_question(Reason.NO_ANSWER)

    def release(self, reason, **how):
        """INVARIANT: nothing opens before its event is in flash, but in an evacuation. True if it opened."""
        station = self._station
        if not station.ledger.record(What.RELEASED, reason, **how) and station.mode != Mode.EVACUATE:
            self._show("alert", Reason.NONE)
            return False
        if station.parts.lock.open():
            station.ledger.moved()
            self._show("released", Reason.NONE)
            return True
        station.jams += 1
        station.ledger.record(What.JAMMED, reason, **how)
        station.voice.state_changed()
        self._show("alert", Reason.NONE)
        return False

    def _decide(self, tag):
        station = self._station
        return decide(station.mode, station.authority, tag, station.clock.now(), station.store.used)

    def _do(self, what, reason, **how):
        if what == RELEASE:
            self.release(reason, **how)
        else:
            self._refuse(reason, **how)

    def _ask(self, tag):
        station = self._station
        nonce = station.parts.random(8)
        version, _ = station.in_force()
        body = {1: station.boot_id, 2: nonce, 3: tag, 4: station.mode, 5: version, 6: station.clock.now()}
        if not station.voice.online() or not station.send(words.AUTHORISE, body):
            self._refuse(cannot_ask(station.authority, station.clock.now()), tag=tag)
            return
        self._question = Question(nonce, tag, station.parts.timer() + ANSWER_MS)
        station.show("wait")

    def _refuse(self, reason, text=None, **how):
        self._station.ledger.record(What.REFUSED, reason, **how)
        self._show("refused", reason, text)

    def _drop_question(self, reason):
        question, self._question = self._question, None
        if question:
            self._refuse(reason, tag=question.tag, nonce=question.nonce)

    def _late(self):
        return self._station.parts.timer() >= self._question.deadline

    def _show(self, word, reason, text=None):
        self._station.show(word, text or REASON_TEXT.get(reason, ""))
