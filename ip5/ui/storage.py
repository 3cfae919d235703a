"""Static files under hashed names, the imports between our ES modules included; the style sheets as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The one sheet that pages name, and how it imports each of the others.
ENTRY = "css/app.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also rewrites `import "./x.js"`, so a module never meets an old one.

    Only modules of our own folder: a package's may name modules that it does not ship. The style sheets that
    ``ENTRY`` imports stand in its hashed copy, each in its layer: a first page asks for one sheet, not for seventy.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Hash and compress the files of ``paths`` (name -> storage and path); yields what Django's own does."""
        if ENTRY in paths and not dry_run:
            bundled = InMemoryStorage()
            bundled.save(ENTRY, ContentFile(_with_imports(paths)))
            paths = paths | {ENTRY: (bundled, ENTRY)}
        yield from super().post_process(paths, dry_run, **options)


def _with_imports(paths: dict[str, Any]) -> str:
    """Return the entry with every sheet in the place of its import."""

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            text: str = file.read().decode()
        return text

    return IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(f'css/{found[1]}')}}}", read(ENTRY))
