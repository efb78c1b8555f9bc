"""`python -m nadhir.web.vendoring verify|refresh`; see the package's docstring."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from nadhir.web.vendoring import manifest, topology, typefaces

# Steps that make a file of one in a package: text in, text out.
STEPS: dict[str, Callable[[str], str]] = {
    "world outlines": lambda text: topology.world_outlines(json.loads(text)),
    "small topology": lambda text: topology.small_topology(json.loads(text)),
    "without source map": lambda text: text.replace("//# sourceMappingURL=leaflet.js.map", ""),
}
# The same for fonts: bytes in, bytes out.
BYTE_STEPS: dict[str, Callable[[bytes], bytes]] = {
    "truetype": typefaces.truetype,
    "common Chinese": typefaces.common_chinese,
}


def verify() -> int:
    """Print what does not fit; 0 only where everything fits."""
    packages = manifest.read()
    found = list(manifest.problems(packages))
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{sum(len(p.files) for p in packages)} vendored files, {len(found)} problems")
    return 1 if found else 0


def refresh() -> int:
    """Fetch every listed package through the reader's own npm settings and put its files in place."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is needed to refresh (not to run Nadhir)", file=sys.stderr)
        return 1
    packages = manifest.read()
    for package in packages:
        with tempfile.TemporaryDirectory() as folder:
            _fetch(npm, package, Path(folder))
        print(f"{package.name} {package.version}: {len(package.files)} files")
    manifest.write(packages)
    return verify()


def _fetch(npm: str, package: manifest.VendoredPackage, folder: Path) -> None:
    wanted = f"{package.name}@{package.version}"
    subprocess.run([npm, "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a fixed command; name and version come from our own list
    archive = next(folder.glob("*.tgz"))
    digest = hashlib.sha512(archive.read_bytes()).digest()
    integrity = "sha512-" + base64.b64encode(digest).decode()
    if package.integrity and package.integrity != integrity:
        raise SystemExit(f"{wanted}: the archive is not the one that was listed")
    package.integrity = integrity
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")
    for one in package.files:
        source = folder / "package" / one.source
        target = manifest.PACKAGE / one.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if one.made in BYTE_STEPS:
            target.write_bytes(BYTE_STEPS[one.made](source.read_bytes()))
        elif one.made:
            target.write_text(STEPS[one.made](source.read_text("utf-8")), "utf-8")
        else:
            target.write_bytes(source.read_bytes())
        one.sha256 = manifest.sha256(target)


def main(arguments: list[str]) -> int:
    """Run one of the two commands; the exit status."""
    if arguments == ["verify"]:
        return verify()
    if arguments == ["refresh"]:
        return refresh()
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
