"""Packs: many files as one compressed download, the same bytes for the same files.

A pack holds the length of its index (4 bytes, little end first), the index [[name, size], …] as
JSON, and the files one after the other. worker.js unpacks it.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .files import digest

try:
    import lzma
except ImportError:  # some Pythons are built without it
    ENCODING = "gzip"
else:
    ENCODING = "xz"

Encoder = Callable[[bytes], bytes]


def _xz(data: bytes) -> bytes:
    # GitHub Pages compresses with gzip only: 1.2 MB more for Pyodide. 16 MiB of dictionary hold
    # the whole pack, and are what the browser needs to unpack it.
    # (Level 9 takes four times as long as 6, for a hundredth of the size.)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 24}]
    return lzma.compress(data, check=lzma.CHECK_CRC32, filters=filters)


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


ENCODERS: dict[str, Encoder] = {"xz": _xz, "gzip": _gzip}


@dataclass(frozen=True)
class Pack:
    """A compressed pack: its name (with a digest of its bytes), its bytes, how to unpack it."""

    path: str
    data: bytes
    encoding: str

    def entry(self) -> dict[str, object]:
        """What the manifest says of it; `size` is in bytes, as downloaded."""
        return {"path": self.path, "size": len(self.data), "encoding": self.encoding}


def pack(name: str, files: Mapping[str, bytes], cache: Path, encoding: str = ENCODING) -> Pack:
    """Pack files. Compressing takes seconds: `cache` keeps what was compressed once.

    The key is the uncompressed pack itself, so nothing that decides the result can be left out.
    """
    whole = frame(files)
    kept = cache / f"{digest(encoding.encode(), whole)}.{encoding}"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_bytes(ENCODERS[encoding](whole))
        part.replace(kept)  # a build that is ended meanwhile leaves no half file under this name
    data = kept.read_bytes()
    return Pack(f"{name}-{digest(data)}.{encoding}", data, encoding)


def frame(files: Mapping[str, bytes]) -> bytes:
    """Files in one piece, with their index before them."""
    index = json.dumps([[name, len(data)] for name, data in files.items()]).encode()
    return struct.pack("<I", len(index)) + index + b"".join(files.values())


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of uncompressed members without dates: Python imports from it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return buffer.getvalue()
