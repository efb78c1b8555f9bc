"""Pictures without anything but the picture: no place, no hour, no device.

What a camera notes beside the picture can lead to the people on it, and to whoever took it.
"""

from __future__ import annotations

import io
import threading

from PIL import Image, ImageOps, UnidentifiedImageError

from nadhir.errors import NotPossibleNow

MOST_PIXELS = 60_000_000
# A PNG of one colour is tiny and opens to its full size, where a JPEG can be opened smaller than it is.
MOST_PIXELS_PNG = 20_000_000
SIDE = 2400  # pixels; larger photographs are made smaller
MEDIA_TYPE = "image/jpeg"
# One after the other: open pictures are large, and anybody may send one.
_IN_TURN = threading.Lock()


def picture_only(content: bytes) -> bytes:
    """The picture as a JPEG without any of the notes that it came with, upright, and not larger than needed.

    Raises:
        NotPossibleNow: `paper.no_picture`: it is no JPEG or PNG, torn, or of too many pixels.
    """
    with _IN_TURN:
        return _bare(content)


def _bare(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            most = min(MOST_PIXELS, MOST_PIXELS_PNG) if opened.format == "PNG" else MOST_PIXELS
            if opened.width * opened.height > most:
                raise NotPossibleNow("paper.no_picture")
            opened.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise NotPossibleNow("paper.no_picture") from None
    upright.thumbnail((SIDE, SIDE))
    # A picture made of the pixels alone: nothing else can have come along.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=85)
    return written.getvalue()
