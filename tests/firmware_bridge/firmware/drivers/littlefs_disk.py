"""littlefs itself (its own C code, by littlefs-python) on a flash chip whose every operation is written down,
so that the power can be cut after each of them.
"""

from contextlib import contextmanager

from littlefs import LittleFS, LittleFSError
from littlefs.context import UserContext

BLOCK, BLOCKS, PROG = 4096, 16, 256  # as MicroPython mounts it on a NOR flash, but for the number of blocks


class Chip(UserContext):
    """`done` are (place, bytes): a program, or an erase, which makes all ones."""

    def __init__(self, image: bytes | None = None) -> None:
        super().__init__(buffer=bytearray(image or b"\xff" * BLOCK * BLOCKS))
        self.new = image is None
        self.done: list[tuple[int, bytes]] = []

    def read(self, cfg, block, off, size):
        start = block * BLOCK + off
        return self.buffer[start : start + size]

    def prog(self, cfg, block, off, data):
        self._put(block * BLOCK + off, bytes(data))
        return 0

    def erase(self, cfg, block):
        self._put(block * BLOCK, b"\xff" * BLOCK)
        return 0

    def _put(self, at, data):
        self.done.append((at, data))
        self.buffer[at : at + len(data)] = data


class Disk:
    """What drivers.Files asks of MicroPython's `os` and `open`."""

    def __init__(self, chip: Chip) -> None:
        self._fs = LittleFS(
            chip,
            mount=False,
            block_size=BLOCK,
            block_count=BLOCKS,
            prog_size=PROG,
            read_size=32,
            cache_size=PROG,
        )
        if chip.new:
            self._fs.format()
        self._fs.mount()

    def stat(self, path):
        with as_on_a_board():
            return (0,) * 6 + (self._fs.stat(path).size,)

    def listdir(self, path):
        with as_on_a_board():
            return self._fs.listdir(path or "/")

    def rename(self, old, new):
        with as_on_a_board():
            self._fs.rename(old, new)

    def open(self, path, mode):
        """MicroPython's "ab" makes the file if need be, which littlefs-python's does not."""
        if mode == "ab" and path.strip("/") not in self._fs.listdir("/"):
            mode = "wb"
        with as_on_a_board():
            return File(self._fs.open(path, mode, buffering=0))


class File:
    def __init__(self, file):
        self._file = file

    def __getattr__(self, name):
        def call(*how):
            with as_on_a_board():
                return getattr(self._file, name)(*how)

        return call


@contextmanager
def as_on_a_board():
    """littlefs's own errors have other numbers there."""
    try:
        yield
    except FileNotFoundError:
        raise OSError(2, "ENOENT") from None
    except LittleFSError as error:
        raise OSError(-error.code, str(error)) from None


def cuts(image: bytes, done: list[tuple[int, bytes]]):
    """(operations done, the chip's content) for a cut before and in the middle of each operation."""
    content = bytearray(image)
    for count, (at, data) in enumerate(done):
        yield count, bytes(content)
        half = len(data) // 2
        torn = bytearray(content)
        torn[at : at + half] = data[:half]
        yield count, bytes(torn)
        content[at : at + len(data)] = data
    yield len(done), bytes(content)
