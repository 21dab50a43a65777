"""Many small records of one size in little memory: in order, end to end, in pieces that a worn heap has room
for.
"""

PIECE = 800


class Run:
    """Ascending records of `size` bytes in `pieces`, none of which is empty."""

    def __init__(self, size, pieces):
        self.size, self.pieces = size, [one for one in pieces if one]

    def length(self):
        """In bytes."""
        return sum(len(one) for one in self.pieces)

    def records(self):
        for piece in self.pieces:
            for at in range(0, len(piece), self.size):
                yield piece[at : at + self.size]

    def ascending(self):
        last = b""
        for record in self.records():
            if record <= last:
                return False
            last = record
        return True

    def find(self, key):
        """Each record that begins with `key`."""
        for piece in self.pieces:
            if piece[-self.size :] < key:
                continue
            for at in range(self._first(piece, key), len(piece), self.size):
                if piece[at : at + len(key)] != key:
                    return
                yield piece[at : at + self.size]

    def has(self, key):
        return any(True for _ in self.find(key))

    def changed(self, gone, added):
        """Without the records for which `gone(record)` is true, and with the ascending `added`.

        Pieces in which nothing changes are in both.
        """
        pieces = []
        for piece in self.pieces:
            end = self._up_to(added, piece[-self.size :])
            pieces.extend(self._merged(piece, gone, added[:end]))
            added = added[end:]
        return Run(self.size, pieces + self._cut(b"".join(added)))

    def _merged(self, piece, gone, added):
        found = [piece[at : at + self.size] for at in range(0, len(piece), self.size)]
        kept = [one for one in found if not gone(one)]
        if len(kept) == len(found) and not added:
            return (piece,)
        return self._cut(b"".join(sorted(kept + added)))

    def _cut(self, whole):
        if len(whole) <= 2 * PIECE:
            return [whole]
        step = PIECE // self.size * self.size
        return [whole[at : at + step] for at in range(0, len(whole), step)]

    def _up_to(self, added, last):
        count = 0
        while count < len(added) and added[count] < last:
            count += 1
        return count

    def _first(self, piece, key):
        """Where the first record is that is not before `key`."""
        low, high = 0, len(piece) // self.size
        while low < high:
            middle = (low + high) // 2
            if piece[middle * self.size : (middle + 1) * self.size] < key:
                low = middle + 1
            else:
                high = middle
        return low * self.size
