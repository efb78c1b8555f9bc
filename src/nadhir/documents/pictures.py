"""Pictures without anything but the picture: no place, no hour, no device.

What a camera notes beside the picture can lead to the people on it, and to whoever took it.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from nadhir.errors import NotPossibleNow

MOST_PIXELS = 60_000_000
SIDE = 2400  # pixels; larger photographs are made smaller
MEDIA_TYPE = "image/jpeg"


def picture_only(content: bytes) -> bytes:
    """The picture as a JPEG without any of the notes that it came with, upright, and not larger than needed.

    Raises:
        NotPossibleNow: `paper.no_picture`: it is no JPEG or PNG, torn, or of too many pixels.
    """
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotPossibleNow("paper.no_picture")
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
