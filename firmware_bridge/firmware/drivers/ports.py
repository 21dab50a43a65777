"""What a serial link reads from and writes to: a UART, or the USB of the board itself."""


class Uart:
    """`uart` is machine.UART: read() -> bytes or None, write(data) -> how many were taken, or None."""

    def __init__(self, uart):
        self._uart = uart

    def read(self):
        return self._uart.read() or b""

    def write(self, data):
        """What a bridge that does not listen leaves no room for is lost, as on any serial line."""
        self._uart.write(data)


class Usb:
    """The console's own bytes. Ctrl-C must have been switched off: a frame may hold that byte.

    `ready(milliseconds)` says whether a byte can be read.
    """

    def __init__(self, stdin, stdout, ready):
        self._stdin, self._stdout, self._ready = stdin, stdout, ready

    def read(self):
        found = bytearray()
        while len(found) < 256 and self._ready(0):
            found.extend(self._stdin.read(1))
        return bytes(found)

    def write(self, data):
        self._stdout.write(data)
