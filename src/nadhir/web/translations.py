"""Translation catalogues: from the text that translators edit (`.po`) to the form Django reads (`.mo`).

GNU gettext is not asked of the machine that Nadhir runs on: Babel does the work. Compiled catalogues are
not kept in version control, so they are made by `make env`, by `make messages`, and at the start of the
process where one is missing or older than its source. This module must not import Django.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent / "locale"


def compile_catalogues(locale_dir: Path = LOCALE_DIR) -> tuple[Path, ...]:
    """Compile every catalogue under `locale_dir` whose compiled form is missing or out of date.

    Fuzzy translations are left out, as GNU gettext does. A compiled file appears whole or not at all, so
    that two processes may start at the same moment.

    Returns:
        The compiled files that were written.

    Raises:
        OSError: the folder cannot be written to.
    """
    written = []
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        _compile(source, target)
        written.append(target)
    return tuple(written)


def _compile(source: Path, target: Path) -> None:
    locale = source.parent.parent.name
    with source.open("rb") as text:
        catalogue = read_po(text, locale=locale, abort_invalid=True)
    handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as compiled:
            write_mo(compiled, catalogue, use_fuzzy=False)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    compile_catalogues()
