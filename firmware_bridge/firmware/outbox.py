"""Sends stored events in their order until each is acknowledged (docs/protocol.md §10)."""

from . import cbor

WINDOW = 16
RESEND_MS = 5000
_BOOT_ID, _SEQ = 1, 2


class Outbox:
    def __init__(self, store):
        self._store = store
        self.reset()

    def reset(self):
        """Begin again at the oldest unacknowledged event: after a new link, or when nobody answers for it."""
        self._read_to, self._rewrites = self._store.acked_to, self._store.rewrites
        self._sent = []  # [boot_id, seq, place after it, acknowledged?], oldest first
        self._waits_since = 0  # for the oldest of them; None: since the next look

    def pump(self, now, send):
        """Sends what may be sent. `send(event)` gives False if the link did not take it; `now` in
        milliseconds.
        """
        if self._waits_since is None:
            self._waits_since = now
        silent = self._sent and now - self._waits_since > RESEND_MS
        if silent or self._rewrites != self._store.rewrites:
            self.reset()
        if len(self._sent) >= WINDOW or len(self._sent) >= self._store.waiting:
            return
        for end, event in self._store.unacknowledged(self._read_to):
            if len(self._sent) >= WINDOW or not send(event):
                return
            if not self._sent:
                self._waits_since = now
            body = cbor.loads(event)
            self._sent.append([body[_BOOT_ID], body[_SEQ], end, False])
            self._read_to = end

    def acknowledge(self, boot_id, seq):
        for sent in self._sent:
            if sent[0] == boot_id and sent[1] == seq:
                sent[3] = True
        done = 0
        while done < len(self._sent) and self._sent[done][3]:
            done += 1
        if done and self._rewrites == self._store.rewrites:
            end, self._sent = self._sent[done - 1][2], self._sent[done:]
            self._waits_since = None
            self._store.acknowledge(end, done)  # if flash fails, it was noted until the power goes
