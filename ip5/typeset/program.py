"""Set a document as PDF in a process of its own: data in by stdin, PDF out by stdout.

Started by ``ip5.typeset`` with this file's path and that of the document's form, in isolated mode, in an empty
folder and with an empty environment: it knows neither Django nor the databases. Memory, processor time and written
files are limited before the typesetter is loaded. The limits are generous for the longest document and small for
the machine.
"""

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 * 1024**3  # addresses, of which mapped fonts are most
SECONDS = 30
PASSES = 3
STANDARDS: Any = ["a-2a", "ua-1"]
REPLACED = "\N{WHITE SQUARE}"
# What the typesetter's own fonts surely draw; the last pass keeps nothing else.
SURE = re.compile(r"[^\n\t -~ -ſ‐-―‘-”…□]")
UNSET = re.compile(r'(?:the text|the codepoint) `"(.+?)"`')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
COMMON = Path(__file__).with_name("common.typ")


def limit() -> None:
    """Bound what this process may take; it writes no file at all."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def without(value: Any, characters: re.Pattern[str]) -> Any:
    """Return the data with each of the characters shown as an empty square."""
    if isinstance(value, str):
        return characters.sub(REPLACED, value)
    if isinstance(value, list):
        return [without(each, characters) for each in value]
    if isinstance(value, dict):
        return {key: without(each, characters) for key, each in value.items()}
    return value


def unset(diagnostic: str) -> set[str]:
    """Return the characters that a failed attempt names as without a font; PDF/A allows none."""
    found = "".join(UNSET.findall(diagnostic))
    return set(ESCAPE.sub(lambda match: chr(int(match[1], 16)), found)) - {REPLACED}


def typeset(data: dict[str, Any], form: Path) -> bytes:
    """Return the PDF in a form, which is read after what all forms have in common.

    What no font can draw becomes an empty square, and the document says so.
    """
    import typst  # noqa: PLC0415 - loaded under the limits

    at, sentence = data.pop("at"), data.pop("missing_sentence")
    source = COMMON.read_bytes() + form.read_bytes()
    for attempt in range(PASSES):
        try:
            made: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs want one type for all paths
                source,
                root=".",
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=STANDARDS,
                timestamp=at,
                package_path=".",
                package_cache_path=".",
            )
            return made
        except typst.TypstError as error:
            missing = unset(error.diagnostic)
            if not missing or attempt == PASSES - 1:
                raise
            is_last = attempt == PASSES - 2
            characters = SURE if is_last else re.compile("[" + re.escape("".join(sorted(missing))) + "]")
            data = without(data, characters) | {"missing": sentence, "fonts": data["fonts"]}
    raise AssertionError("the last attempt returns or raises")


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write(typeset(json.load(sys.stdin), Path(sys.argv[1])))
