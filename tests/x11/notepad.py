"""A pupil's real program: one line to type into. What is in it is written to the file that is named."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLineEdit


def main(path: str) -> None:
    application = QApplication(["notepad", "-platform", "xcb"])
    line = QLineEdit()
    line.setWindowTitle("notepad")
    line.setGeometry(100, 200, 700, 80)
    line.textChanged.connect(lambda text: Path(path).write_text(text))
    line.show()
    line.activateWindow()
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1])
