"""Colours, letters and pictograms of the pupil's side, in light and dark."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FONT: Final = '"DejaVu Sans", sans-serif'


@dataclass(frozen=True, slots=True)
class Tones:
    """Text stands out from its ground at 4.5:1 or more. `small` and `full`: somebody looks."""

    ground: str
    raised: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    small: str
    full: str


LIGHT: Final = Tones(
    "#fbfaf7", "#ffffff", "#c9cdd4", "#1b1f27", "#505866", "#1d5d8f", "#ffffff", "#7a5200", "#a1260d"
)
DARK: Final = Tones(
    "#171c23", "#222932", "#454f5c", "#f1efe9", "#b4bbc6", "#8cc4f0", "#0d1a26", "#f0bf5a", "#ff9c85"
)

_SHAPES: Final = {
    "eye": '<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "eye-off": '<path d="M3 3l18 18M10.6 5.6A11 11 0 0 1 12 5.5c6.4 0 10 6.5 10 6.5a18 18 0 0 1-3.2 3.9"/>'
    '<path d="M6.6 6.9A17 17 0 0 0 2 12s3.6 6.5 10 6.5c1.8 0 3.3-.5 4.7-1.2"/>',
    "hand": '<path d="M7 13V6.5a1.5 1.5 0 0 1 3 0V11m0-6.5a1.5 1.5 0 0 1 3 0V11m0-5.5a1.5 1.5 0 0 1 3 0V12"/>'
    '<path d="M16 9a1.5 1.5 0 0 1 3 0v5c0 4-3 7-6.5 7-3 0-4.5-1.2-6-3.5l-2.5-4a1.5 1.5 0 0 1 2.5-1.6L7 13"/>',
    "shield": '<path d="M12 3l7 2.5v5.5c0 4.7-3 8-7 10-4-2-7-5.3-7-10V5.5z"/>',
    "fold": '<path d="M15 6l-6 6 6 6"/>',
    "unfold": '<path d="M9 6l6 6-6 6"/>',
}


def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{_SHAPES[name]}</svg>'
    )
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str, size: int = 18) -> QIcon:
    return QIcon(pixmap(name, colour, size, 2.0))


def sheet(tones: Tones) -> str:
    return f"""
    QWidget {{ color: {tones.text}; font: 13px {FONT}; }}
    #bar {{ background: {tones.ground}; border: 1px solid {tones.line}; border-top: 0; }}
    #bar QLabel {{ font-weight: 600; padding: 0 2px; }}
    #bar[looked="small"] #who {{ color: {tones.small}; }}
    #bar[looked="full"] #who {{ color: {tones.full}; }}
    #bar QPushButton {{ background: transparent; border: 0; border-radius: 6px; padding: 3px 7px; }}
    #bar QPushButton:hover {{ background: {tones.line}; }}
    #bar QPushButton:checked {{ background: {tones.accent}; color: {tones.on_accent}; }}
    #bar QPushButton:disabled {{ color: {tones.faint}; }}
    #page {{ background: {tones.ground}; }}
    #page #title {{ font: 600 30px {FONT}; }}
    #page #text, #form QLabel {{ font: 17px {FONT}; }}
    #page #hint, #form #hint {{ color: {tones.faint}; font: 14px {FONT}; }}
    #form {{ background: {tones.ground}; border: 1px solid {tones.line}; }}
    #form #title {{ font: 600 22px {FONT}; }}
    #form #said {{ font: 600 16px {FONT}; color: {tones.accent}; }}
    QPlainTextEdit, QLineEdit {{ background: {tones.raised}; border: 1px solid {tones.line};
            border-radius: 8px; padding: 8px; font: 16px {FONT};
            selection-background-color: {tones.accent}; }}
    QPlainTextEdit:focus, QLineEdit:focus {{ border: 2px solid {tones.accent}; padding: 7px; }}
    #form QPushButton#talk {{ text-align: left; font: 16px {FONT}; padding: 9px 14px; }}
    #form QPushButton#talk:focus {{ padding: 8px 13px; }}
    #page QPushButton, #form QPushButton {{ background: {tones.raised}; border: 1px solid {tones.line};
            border-radius: 9px; padding: 11px 22px; font: 600 16px {FONT}; }}
    #page QPushButton:hover, #form QPushButton:hover {{ border-color: {tones.accent}; }}
    #page QPushButton:focus, #form QPushButton:focus {{ border: 2px solid {tones.accent};
            padding: 10px 21px; }}
    #page QPushButton#primary, #form QPushButton#primary {{ background: {tones.accent};
            color: {tones.on_accent}; border-color: {tones.accent}; }}
    #page QPushButton#primary:focus, #form QPushButton#primary:focus {{
            border: 2px solid {tones.text}; }}
    #form QPushButton#primary:disabled {{ background: {tones.line}; color: {tones.faint};
            border-color: {tones.line}; }}
    QToolTip {{ background: {tones.raised}; color: {tones.text}; border: 1px solid {tones.line};
            padding: 4px; }}
    """
