"""The two readers that a board may have. A driver is imported only where it is used."""


def pn532(board):
    from ..drivers.pn532 import Pn532

    machine = board.modules.machine
    bus = machine.I2C(board.pins["i2c"], sda=board.pin("sda"), scl=board.pin("scl"), freq=100_000)
    return Pn532(bus, board.sleep_ms)


def rc522(board):
    from ..drivers.rc522 import Rc522

    machine = board.modules.machine
    lines = {name: board.pin(name) for name in ("sck", "mosi", "miso")}
    bus = machine.SPI(board.pins["spi"], baudrate=1_000_000, polarity=0, phase=0, **lines)
    return Rc522(bus, board.pin("select", machine.Pin.OUT), board.sleep_ms)


READERS = {"pn532": pn532, "rc522": rc522}
