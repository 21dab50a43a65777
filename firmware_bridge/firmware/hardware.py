"""What the station needs of its hardware. Drivers and simulations take these shapes; nothing checks their
class.
"""


class Parts:
    """The hardware of one station.

    flash    size(name) -> bytes, 0 if it is not there read(name, at, count) -> bytes, fewer at the end
    append(name, data, durable): when durable, in flash on return. Raises OSError replace(name, pieces): the
    whole file or none of it, durably. Raises OSError lock     open() -> True if the bolt moved; it locks
    again by itself state() -> one of words.Lock; tampered() -> True while somebody forces it signals
    show(word, text): word is one of ready, wait, released, refused, alert, evacuate; text is for a display
    link     up -> bool; send(kind, data) -> False if it was not taken; state(word): tells the lifecycle word
    poll() -> list of (data, retained) reader   read() -> the uid of a tag that has just come, once, or None
    ticks    () -> milliseconds since power came on, of the station's own clock; never wraps timer    () ->
    milliseconds for waiting on the network; the same as `ticks`, except in a simulation at speed random
    (count) -> bytes that nobody can guess model    text of at most 32 bytes
    """

    def __init__(self, flash, lock, signals, link, reader, ticks, timer, random, model):
        self.flash, self.lock, self.signals, self.link, self.reader = flash, lock, signals, link, reader
        self.ticks, self.timer, self.random, self.model = ticks, timer, random, model
