"""An MFRC522 at the end of an SPI bus: its registers as the data sheet (rev. 3.9, §9) has them, and a tag in
its field that speaks ISO 14443-3 type A. Nothing here is the driver's own.
"""

from enum import Enum

WAKE_UP, ATQA = bytes.fromhex("52"), bytes.fromhex("4400")
HALT = bytes.fromhex("500057cd")  # with its CRC_A, as in ISO 14443-3 §6.4.3
UID_4, UID_7 = bytes.fromhex("04a1b2c3"), bytes.fromhex("04a1b2c4d5e6f7")


class Fault(Enum):
    NONE, UNPLUGGED, STUCK_LOW, BAD_BCC, BAD_SAK, HALF_AN_ANSWER, PARITY, COLLISION, LEAVES = range(9)


def crc_a(data):
    """ISO 14443-3 annex B, bit by bit: x^16 + x^12 + x^5 + 1, from the right, beginning with 6363."""
    crc = 0x6363
    for byte in data:
        for bit in range(8):
            odd = (crc ^ byte >> bit) & 1
            crc = crc >> 1 ^ (0x8408 if odd else 0)
    return crc.to_bytes(2, "little")


class FakeTag:
    """Awake from WUPA until HLTA."""

    def __init__(self, uid):
        self.parts = [uid] if len(uid) == 4 else [b"\x88" + uid[:3], uid[3:]]
        self.awake = False

    def answer(self, said, bits):
        if said == WAKE_UP and bits == 7:
            self.awake = not self.awake  # at another one it sleeps again (ISO 14443-3 §6.2)
            return ATQA if self.awake else None
        if said == HALT:
            self.awake = False
            return None
        return self._selected(said) if self.awake else None

    def _selected(self, said):
        level = (said[0] - 0x93) // 2
        if said[0] not in (0x93, 0x95) or level >= len(self.parts):
            return None
        part = self.parts[level]
        whole = part + bytes((part[0] ^ part[1] ^ part[2] ^ part[3],))
        if said[1:] == b"\x20":
            return whole
        if said != (picked := bytes((said[0], 0x70)) + whole) + crc_a(picked):
            return None
        sak = b"\x04" if level + 1 < len(self.parts) else b"\x08"
        return sak + crc_a(sak)


class FakeRc522:
    """`select`, `write` and `write_readinto` are the wires; `tag` is a FakeTag or None."""

    def __init__(self):
        self.tag, self.fault = None, Fault.NONE
        self.registers, self.fifo, self.selected = {0x37: 0x92}, b"", False

    def select(self, level):
        self.selected = level == 0

    def write(self, data):
        assert self.selected
        address, value = data
        assert address & 0x81 == 0, "writes have the first bit 0, and the last is always 0 (§8.1.2.3)"
        if self.fault not in (Fault.UNPLUGGED, Fault.STUCK_LOW):
            self._set(address >> 1, value)

    def write_readinto(self, out, into):
        assert self.selected
        assert out[0] & 0x81 == 0x80
        into[:] = bytes((0, self._get(out[0] >> 1 & 0x3F)))

    def _get(self, register):
        if self.fault in (Fault.UNPLUGGED, Fault.STUCK_LOW):
            return 0xFF if self.fault is Fault.UNPLUGGED else 0
        if register == 0x09:  # FIFODataReg
            first, self.fifo = self.fifo[0], self.fifo[1:]
            return first
        return len(self.fifo) if register == 0x0A else self.registers.get(register, 0)

    def _set(self, register, value):
        if register == 0x09:
            self.fifo += bytes((value,))
        elif register == 0x0A and value & 0x80:  # FlushBuffer
            self.fifo = b""
        elif register == 0x04:  # ComIrqReg: Set1 is 0, so the marked bits are cleared
            self.registers[4] = self.registers.get(4, 0) & ~value
        else:
            self.registers[register] = value
        if register == 0x0D and value & 0x80 and self.registers.get(1) == 0x0C:  # StartSend in Transceive
            self._talk(value & 7)

    def _talk(self, bits):
        field_on = self.registers.get(0x14, 0) & 3 == 3
        said, self.fifo = self.fifo, b""
        answer = self.tag.answer(said, bits) if self.tag and field_on else None
        if answer is not None:
            answer = self._spoilt(said, answer)
        self.registers[6] = 0
        if answer is None:
            self.registers[4] = self.registers.get(4, 0) | 0x01  # TimerIRq
            return
        self.fifo = answer
        self.registers[4] = self.registers.get(4, 0) | 0x20  # RxIRq
        self.registers[6] = {Fault.PARITY: 0x02, Fault.COLLISION: 0x08}.get(self.fault, 0)

    def _spoilt(self, said, answer):
        if self.fault is Fault.LEAVES and said != WAKE_UP:
            return None
        if self.fault is Fault.HALF_AN_ANSWER and said != WAKE_UP:
            return answer[: len(answer) // 2]
        if self.fault is Fault.BAD_BCC and len(answer) == 5:
            return answer[:4] + bytes((answer[4] ^ 1,))
        if self.fault is Fault.BAD_SAK and len(answer) == 3:
            return bytes((answer[0] ^ 0x20,)) + answer[1:]
        return answer
