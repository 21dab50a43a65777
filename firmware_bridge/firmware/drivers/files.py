"""The flash as files of one folder, on littlefs, which keeps a whole file or the one before it when the power
goes: a file changes for good when it is closed, and a new name takes an old file's place in one step.
"""

_NEW = ".new"


class Files:
    """`os` gives stat, listdir and rename; `folder` ends without a slash. Writing raises OSError."""

    def __init__(self, folder, os, opener=open):
        self._folder, self._os, self._open = folder, os, opener

    def size(self, name):
        """Raises OSError, as `read` does, if the flash cannot be read; a file that is not there is empty."""
        try:
            return self._os.stat(self._path(name))[6]
        except OSError as error:
            return self._nothing(name, error, 0)

    def read(self, name, at, count):
        try:
            file = self._open(self._path(name), "rb")
        except OSError as error:
            return self._nothing(name, error, b"")
        try:
            file.seek(at)
            return file.read(count)
        finally:
            file.close()

    def append(self, name, data, durable):
        """Closing makes it durable; there is nothing to be gained from leaving it open."""
        file = self._open(self._path(name), "ab")
        try:
            file.write(data)
        finally:
            file.close()

    def replace(self, name, pieces):
        path = self._path(name)
        file = self._open(path + _NEW, "wb")
        try:
            for piece in pieces:
                file.write(piece)
        finally:
            file.close()
        self._os.rename(path + _NEW, path)

    def _path(self, name):
        return self._folder + "/" + name

    def _nothing(self, name, error, empty):
        """Ports number their errors differently, so the folder is asked whether the file is there."""
        if name in self._os.listdir(self._folder):
            raise error
        return empty
