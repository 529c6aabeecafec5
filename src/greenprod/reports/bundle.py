"""The Vega scripts of a page, taken offline from vl-convert."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from greenprod.errors import missing_extra

try:
    import vl_convert
except ImportError as error:
    raise missing_extra("report", "The report page") from error

_END_OF_SCRIPT = re.compile(r"<(?=/script|!--)", re.IGNORECASE)


@cache
def vega_script() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script that can stand inside a page.

    Making it takes about two seconds and depends on nothing but the version of vl-convert, so it is kept for the
    process, and for the user in the cache folder of the system. A cache that cannot be read or written is no error.
    """
    kept = _cache_file()
    script = _read(kept)
    if script is None:
        script = _END_OF_SCRIPT.sub(r"\\x3c", vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
        _keep(kept, script)
    return script


def _cache_file() -> Path | None:
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        root = "~/Library/Caches"
    else:
        root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    if not root:
        return None
    try:
        folder = Path(root).expanduser() / "greenprod"
    except RuntimeError:  # no home folder
        return None
    return folder / f"vega-{version('vl-convert-python')}.js"


def _read(kept: Path | None) -> str | None:
    """Return a kept script whose first line is the digest of the rest."""
    if kept is None:
        return None
    try:
        digest, _, script = kept.read_bytes().partition(b"\n")
    except OSError:
        return None
    return script.decode() if digest.decode("ascii", "replace") == hashlib.sha256(script).hexdigest() else None


def _keep(kept: Path | None, script: str) -> None:
    if kept is None:
        return
    content = script.encode()
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=kept.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)
            Path(name).replace(kept)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError:
        return
