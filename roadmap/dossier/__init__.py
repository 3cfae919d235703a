"""The Heads' dossier of a frozen version: what one hat may see of it, as PDF and ZIP. Reads, never writes.

``gather`` collects plain values as far as the hat sees them, ``bundle`` writes the files: equal values give equal
bytes. The deed that keeps the bundle is ``actions.make_dossier``.
"""

from roadmap.dossier.archive import Bundle, File, bundle, checked, entries, read
from roadmap.dossier.content import Content, gather

__all__ = ["Bundle", "Content", "File", "bundle", "checked", "entries", "gather", "read"]
