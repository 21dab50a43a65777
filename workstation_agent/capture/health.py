"""Whether a picture that stays the same can be believed."""

from typing import Final

CHECK_S: Final = 5.0
"""How often the whole screen is compared, whatever the display says has changed."""


class Health:
    """Frozen: another window came to the front, and not one pixel changed until the check after."""

    def __init__(self, now_s: float) -> None:
        self.frozen = False
        self._front: object = None
        self._changed_s = self._checked_s = now_s
        self._doubted = False

    def changed(self, now_s: float) -> None:
        self._changed_s = now_s
        self._doubted = self.frozen = False

    def checked(self, front: object, now_s: float) -> None:
        """The whole screen has just been compared. `front` is None when nobody knows."""
        unmoved = self._changed_s < self._checked_s
        moved_on = None not in (front, self._front) and front != self._front
        self.frozen = unmoved and (self.frozen or self._doubted)
        self._doubted = unmoved and (moved_on or self._doubted)
        self._front, self._checked_s = front, now_s
