"""A PN532 at the end of an I2C bus. Its frames are written out by hand from the manual (NXP UM0701-02)."""

from enum import Enum

ACK = bytes.fromhex("0000ff00ff00")
SAM = bytes.fromhex("0000ff05fb d414011401 0200")  # §7.2.10: normal mode, timeout 20 × 50 ms, IRQ used
SAM_DONE = bytes.fromhex("0000ff02fe d515 1600")
RETRIES = bytes.fromhex("0000ff06fa d43205ff0101 f400")  # §7.3.1, item 5: passive activation tried twice
RETRIES_DONE = bytes.fromhex("0000ff02fe d533 f800")
LIST = bytes.fromhex("0000ff04fc d44a0100 e100")  # §7.3.5: one target, type A at 106 kbit/s
NOTHING = bytes.fromhex("0000ff03fd d54b00 e000")
UID_4 = bytes.fromhex("04a1b2c3")
FOUND_4 = bytes.fromhex("0000ff0cf4 d54b01 01 0004 08 04 04a1b2c3 b400")
UID_7 = bytes.fromhex("04a1b2c4d5e6f7")
FOUND_7 = bytes.fromhex("0000ff0ff1 d54b01 01 0044 20 07 04a1b2c4d5e6f7 a600")
TARGETS = {None: NOTHING, UID_4: FOUND_4, UID_7: FOUND_7}


class Fault(Enum):
    NONE, UNPLUGGED, SILENT, BAD_CHECKSUM, HALF_A_FRAME, NO_ACK, ANOTHER_ANSWER = range(7)


class FakePn532:
    """`tag` lies on it. It answers what its manual says, once to each command, after some looks (§6.2.4)."""

    def __init__(self):
        self.tag, self.fault, self.commands = None, Fault.NONE, []
        self._answers, self._busy = [], 0

    def writeto(self, address, data):
        assert address == 0x24
        if self.fault is Fault.UNPLUGGED:
            raise OSError(19, "ENODEV")
        if data == ACK:
            self._answers = []  # the host gives up what was under way
            return
        self.commands.append(data)
        answers = {SAM: SAM_DONE, RETRIES: RETRIES_DONE, LIST: TARGETS[self.tag]}
        self._answers, self._busy = [ACK, self._spoilt(answers[data])], 3
        if self.fault is Fault.NO_ACK:
            self._answers.pop(0)

    def readfrom(self, address, count):
        assert address == 0x24
        self._busy -= 1
        if self.fault is Fault.UNPLUGGED:
            raise OSError(19, "ENODEV")
        if self._busy > 0 or not self._answers or self.fault is Fault.SILENT:
            return bytes(count)
        self._busy = 3
        answer = b"\x01" + self._answers.pop(0)
        return (answer + bytes(count))[:count]

    def _spoilt(self, frame):
        if self.fault is Fault.BAD_CHECKSUM:
            return frame[:6] + bytes((frame[6] ^ 1,)) + frame[7:]
        if self.fault is Fault.HALF_A_FRAME:
            return frame[: len(frame) // 2]
        if self.fault is Fault.ANOTHER_ANSWER:
            return SAM_DONE if frame != SAM_DONE else RETRIES_DONE
        return frame
