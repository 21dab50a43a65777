"""The NXP PN532 on I2C (user manual UM0701-02, §6.2 frames, §7 commands)."""

from .presence import ChipError

ADDRESS = 0x24
ACK = b"\x00\x00\xff\x00\xff\x00"
_TO_CHIP, _FROM_CHIP = 0xD4, 0xD5
_SAM_CONFIGURATION, _RF_CONFIGURATION, _IN_LIST_PASSIVE_TARGET = 0x14, 0x32, 0x4A
_READY_MS = 100  # for any answer: a look with the retries of `start` takes under 20 ms
_LONGEST = 32  # bytes of a frame: a list of one tag with a uid of 10 has 24


class Pn532:
    """`i2c` is machine.I2C's readfrom(address, count) and writeto(address, data); both raise OSError."""

    def __init__(self, i2c, sleep_ms, address=ADDRESS):
        self._i2c, self._sleep_ms, self._address = i2c, sleep_ms, address

    def start(self):
        self._i2c.writeto(self._address, ACK)  # ends a command that may be under way (§6.2.1.3)
        self._call(_SAM_CONFIGURATION, b"\x01\x14\x01")  # normal mode, virtual card off
        self._call(_RF_CONFIGURATION, b"\x05\xff\x01\x01")  # look twice, then say that no tag is there

    def look(self):
        """The uid of the tag in the field, or None."""
        found = self._call(_IN_LIST_PASSIVE_TARGET, b"\x01\x00")  # one tag, ISO 14443 type A at 106 kbit/s
        if not found or found[0] == 0:
            return None
        if len(found) < 6 or len(found) < 6 + found[5] or found[5] not in (4, 7, 10):
            raise ChipError("target")
        return found[6 : 6 + found[5]]

    def _call(self, command, parameters):
        """The chip's answer without its first two bytes."""
        self._i2c.writeto(self._address, frame(bytes((_TO_CHIP, command)) + parameters))
        if self._receive(len(ACK)) != ACK:
            raise ChipError("no ack")
        data = unframe(self._receive(_LONGEST))
        if data[:2] != bytes((_FROM_CHIP, command + 1)):
            raise ChipError("another answer")
        return data[2:]

    def _receive(self, count):
        """The first byte that I2C gives says whether the rest is ready (§6.2.4)."""
        for _ in range(_READY_MS):
            data = self._i2c.readfrom(self._address, count + 1)
            if data[0] & 1:
                return data[1:]
            self._sleep_ms(1)
        raise ChipError("no answer")


def frame(data):
    """A normal information frame (§6.2.1.1): each of the two sums with what it covers is 0 modulo 256."""
    size = len(data)
    return bytes((0, 0, 0xFF, size, -size & 0xFF)) + data + bytes((-sum(data) & 0xFF, 0))


def unframe(raw):
    """The data of the frame at the beginning of `raw`. Raises ChipError."""
    if raw[:3] != b"\x00\x00\xff" or len(raw) < 7:
        raise ChipError("no frame")
    size = raw[3]
    if (size + raw[4]) & 0xFF or len(raw) < 6 + size:
        raise ChipError("length")
    data = raw[5 : 5 + size]
    if (sum(data) + raw[5 + size]) & 0xFF:
        raise ChipError("checksum")
    return data
