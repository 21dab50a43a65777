"""The NXP MFRC522 on SPI (data sheet MFRC522 rev. 3.9), and as much of ISO 14443-3 type A as finds a uid."""

from .presence import ChipError

COMMAND, IRQ, ERROR, FIFO_DATA, FIFO_LEVEL = 0x01, 0x04, 0x06, 0x09, 0x0A
CONTROL, BIT_FRAMING = 0x0C, 0x0D
TX_CONTROL, TX_ASK, MODE, T_MODE, T_PRESCALER, T_RELOAD_HIGH, T_RELOAD_LOW, VERSION = (
    0x14,
    0x15,
    0x11,
    0x2A,
    0x2B,
    0x2C,
    0x2D,
    0x37,
)
IDLE, TRANSCEIVE, SOFT_RESET = 0x00, 0x0C, 0x0F
_VERSIONS = (0x91, 0x92, 0x88, 0xB2)  # NXP's two, and the two copies that are sold most
_TIMER_IRQ, _DONE_IRQ = 0x01, 0x30  # nothing answered in time; something was received, or the chip is idle
_BAD = 0x1B  # of ERROR: buffer overflow, collision, parity, protocol
_START_SEND, _FLUSH = 0x80, 0x80
_WAKE_UP, _HALT, _CASCADE_TAG, _MORE = 0x52, b"\x50\x00", 0x88, 0x04
_LEVELS = (0x93, 0x95, 0x97)  # anticollision, one for each 4 bytes of uid
_POLLS = 60  # of 1 ms; the chip's own timer ends a wait after 25


class Rc522:
    """`spi` is machine.SPI's write(data) and write_readinto(out, in); `select` a Pin, low to talk."""

    def __init__(self, spi, select, sleep_ms):
        self._spi, self._select, self._sleep_ms = spi, select, sleep_ms
        select(1)

    def start(self):
        self._write(COMMAND, SOFT_RESET)
        self._sleep_ms(50)
        if self._read(VERSION) not in _VERSIONS:
            raise ChipError("no such chip")
        for register, value in (
            (T_MODE, 0x80),  # the timer begins when sending has ended (§9.3.3.10)
            (T_PRESCALER, 0xA9),  # 40 kHz
            (T_RELOAD_HIGH, 0x03),
            (T_RELOAD_LOW, 0xE8),  # 1,000 ticks are 25 ms
            (TX_ASK, 0x40),
            (MODE, 0x3D),
            (TX_CONTROL, 0x83),  # the field on
        ):
            self._write(register, value)

    def look(self):
        """The uid of the tag in the field, or None."""
        if self._transceive(bytes((_WAKE_UP,)), bits=7) is None:
            if self._read(VERSION) not in _VERSIONS:
                raise ChipError("gone")
            return None
        uid = self._select_tag()
        self._transceive(_with_crc(_HALT))  # asleep until the next wake-up; it does not answer
        return uid

    def _select_tag(self):
        """None if it left meanwhile, or if two lie there."""
        uid = b""
        for level in _LEVELS:
            part = self._transceive(bytes((level, 0x20)))
            if part is None or len(part) != 5 or _xor(part):
                return None
            answer = self._transceive(_with_crc(bytes((level, 0x70)) + part))
            if answer is None or len(answer) != 3 or _with_crc(answer[:1]) != answer:
                return None
            uid += part[1:4] if part[0] == _CASCADE_TAG else part[:4]
            if not answer[0] & _MORE:
                return uid
        return None

    def _transceive(self, data, bits=0):
        """What the tag answers, or None. `bits` of the last byte are sent, 0 for all."""
        self._write(COMMAND, IDLE)
        self._write(IRQ, 0x7F)
        self._write(FIFO_LEVEL, _FLUSH)
        for byte in data:
            self._write(FIFO_DATA, byte)
        self._write(COMMAND, TRANSCEIVE)
        self._write(BIT_FRAMING, _START_SEND | bits)
        happened = self._wait()
        self._write(BIT_FRAMING, 0)
        if happened & _TIMER_IRQ or self._read(ERROR) & _BAD:
            return None
        return bytes(self._read(FIFO_DATA) for _ in range(self._read(FIFO_LEVEL)))

    def _wait(self):
        for _ in range(_POLLS):
            happened = self._read(IRQ)
            if happened & (_DONE_IRQ | _TIMER_IRQ):
                return happened
            self._sleep_ms(1)
        raise ChipError("no answer")

    def _write(self, register, value):
        """The address is shifted, and its highest bit says read (§8.1.2.3)."""
        self._select(0)
        self._spi.write(bytes((register << 1, value)))
        self._select(1)

    def _read(self, register):
        answer = bytearray(2)
        self._select(0)
        self._spi.write_readinto(bytes((register << 1 | 0x80, 0)), answer)
        self._select(1)
        return answer[1]


def _xor(data):
    """0 when the last byte is the check of the others (BCC)."""
    found = 0
    for byte in data:
        found ^= byte
    return found


def _with_crc(data):
    """ISO 14443-3 CRC_A, low byte first."""
    crc = 0x6363
    for byte in data:
        byte ^= crc & 0xFF
        byte ^= byte << 4 & 0xFF
        crc = crc >> 8 ^ byte << 8 ^ byte << 3 ^ byte >> 4
    return data + bytes((crc & 0xFF, crc >> 8))
