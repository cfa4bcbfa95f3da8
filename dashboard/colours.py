"""Measuring colours: contrast as WCAG defines it, and distance as a colour-blind eye sees it.

Sources: WCAG 2.2, relative luminance; Machado, Oliveira and Fernandes (2009), matrices of full
dichromacy; CIE 1976 L*a*b* difference, white point D65.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

DICHROMACY: dict[str, Vector] = {
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> Vector:
    """Linear red, green and blue (0..1) of a ``#rrggbb`` colour."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"colour: {colour!r} is not #rrggbb")
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), contrast("#777777", "#777777")
    (21.0, 1.0)
    """
    light = [float(_TO_XYZ[1] @ linear(colour)) + 0.05 for colour in (first, second)]
    return max(light) / min(light)


def distance(first: str, second: str, *, eye: str | None = None) -> float:
    """How different two colours look (CIE 1976), to the usual eye or one of `DICHROMACY`.

    >>> distance("#ff0000", "#ff0000"), distance("#c00000", "#00a000") > 100
    (0.0, True)
    """
    return float(np.linalg.norm(_lab(first, eye) - _lab(second, eye)))


def _lab(colour: str, eye: str | None) -> Vector:
    seen = linear(colour) if eye is None else np.clip(DICHROMACY[eye] @ linear(colour), 0, 1)
    x, y, z = (_response(value) for value in _TO_XYZ @ seen / _WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _response(value: float) -> float:
    return float(np.cbrt(value)) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29
