"""Jena SHACL as Debian has it (``apt-get install libapache-jena-java default-jre-headless``), when it is installed."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Final

_JARS: Final = Path("/usr/share/java")
_NEEDED: Final = (
    *(
        f"jena-{name}"
        for name in ("arq", "base", "cmds", "core", "iri", "rdfconnection", "shacl", "tdb", "tdb2")
    ),
    *(f"jena-dboe-{name}" for name in ("base", "index", "storage", "trans-data", "transaction")),
    *(f"commons-{name}" for name in ("cli", "codec", "compress", "csv", "io", "lang3")),
    *(f"jackson-{name}" for name in ("annotations", "core", "databind")),
    *(
        "dexx.collection",
        "gson",
        "guava",
        "httpclient",
        "httpcore",
        "protobuf",
        "slf4j-api",
        "slf4j-nop",
        "thrift",
    ),
)
#: Debian moved the classes of Xerces in Jena, but not their messages, without which Jena does not start.
_MOVED: Final = "org/apache/jena/ext/"


def command(data: Path, shapes: Path, scratch: Path) -> list[str] | None:
    """Return the command line, ``None`` when Jena or Java is not installed.

    Args:
        data: what is validated.
        shapes: by what.
        scratch: a folder for the messages that are put back where the classes look for them.
    """
    jars = [_JARS / f"{name}.jar" for name in _NEEDED]
    java = shutil.which("java")
    if java is None or not all(jar.is_file() for jar in jars):
        return None
    with zipfile.ZipFile(_JARS / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(_MOVED) and name.endswith(".properties"):
                target = scratch / name.removeprefix(_MOVED)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(core.read(name))
    path = ":".join(map(str, (*jars, scratch)))
    return [java, "-cp", path, "shacl.shacl", "validate", "--shapes", str(shapes), "--data", str(data)]
