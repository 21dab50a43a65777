"""What the station needs of its hardware. Drivers and simulations take these shapes; nothing checks their
class.
"""

# flash    size(name) -> bytes, 0 if it is not there
#          read(name, at, count) -> bytes, fewer at the end. Raises OSError
#          append(name, data, durable): when durable, in flash on return. Raises OSError
#          replace(name, pieces): the whole file or none of it, durably. Raises OSError
# lock     open() -> True if the bolt moved; it locks again by itself
#          state() -> one of words.Lock; tampered() -> True while somebody forces it
# signals  show(word, text): the last word stays until the next one; `text` is for a display.
#          `ready`, `wait`, `released`, `refused`, `alert`; `evacuate` is as loud and bright as can be, until
#          another word comes; `dark` puts out every light and sound at once (a lockdown)
# link     up -> bool; send(kind, data) -> False if it was not taken; state(word): tells the lifecycle word
#          poll() -> list of (data, retained)
# reader   read() -> the uid of a tag that has just come, once, or None
# ticks    () -> milliseconds since power came on, of the station's own clock; never wraps (clock.Ticks makes
#          such a one of a counter that does)
# timer    () -> milliseconds for waiting on the network; the same as `ticks`, except in a simulation at speed
# random   (count) -> bytes that nobody can guess
# model    text of at most 32 bytes
# switch   evacuate() -> True while the key switch stands at evacuate, free of bounce
# supply   millivolts() -> 0 if it is not measured; battery() -> True while the mains are away


class NoSwitch:
    def evacuate(self):
        return False


class NoSupply:
    def millivolts(self):
        return 0

    def battery(self):
        return False


class Parts:
    """The hardware of one station, in the shapes written above."""

    def __init__(
        self, flash, lock, signals, link, reader, ticks, timer, random, model, switch=None, supply=None
    ):
        self.flash, self.lock, self.signals, self.link, self.reader = flash, lock, signals, link, reader
        self.ticks, self.timer, self.random, self.model = ticks, timer, random, model
        self.switch, self.supply = switch or NoSwitch(), supply or NoSupply()
