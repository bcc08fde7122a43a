"""An administration's accent colour: checked for contrast, adjusted for light and dark.

Contrast ratio and relative luminance as WCAG 2.2 defines them (success criterion 1.4.3).
"""

import re

LIGHT_GROUND, DARK_GROUND = "#ffffff", "#0f1615"
TEXT = 4.5  # the least ratio for text
_HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(value: str) -> bool:
    return bool(_HEX.fullmatch(value))


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def on_dark(accent: str) -> str:
    """The accent lightened until it can be read on our dark ground."""
    parts = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(21):
        mixed = [round(p + (255 - p) * step / 20) for p in parts]
        colour = "#" + "".join(f"{p:02x}" for p in mixed)
        if contrast(colour, DARK_GROUND) >= TEXT:
            return colour
    return LIGHT_GROUND


def on_light(accent: str) -> str:
    """The accent darkened until it can be read on white."""
    parts = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(20, -1, -1):
        colour = "#" + "".join(f"{round(p * step / 20):02x}" for p in parts)
        if contrast(colour, LIGHT_GROUND) >= TEXT:
            return colour
    return "#000000"


def stylesheet(accent: str) -> str:
    """Custom properties for `static/css`; falls back to nothing for a colour that is none."""
    if not is_colour(accent) or contrast(accent, LIGHT_GROUND) < TEXT:
        return ""
    dark = on_dark(accent)
    return (
        f":root[data-accent] {{ --c-accent: light-dark({accent}, {dark}); "
        f"--c-on-accent: light-dark(#ffffff, #0f1615); }}\n"
        "@supports not (color: light-dark(red, red)) { :root[data-accent] { "
        f"--c-accent: {accent}; --c-on-accent: #ffffff; }} }}\n"
    )
