"""What leaves the house as a file: the published roadmap as JSON, CSV, XLSX, PDF and Atom feed.

``edition`` holds the facts printed about a version, ``data``, ``sheets``, ``pdf`` and ``feed`` write the public plan
in one form each, ``files`` puts all of a version together with their hashes.
"""
