"""The stylesheets: one component a file, raw colours in tokens.css alone, every file imported."""

import re
from math import cos, pi, sin
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static/css"
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb)\(|:\s*(?:white|black|red|grey|gray)\b"
)

# Stylesheets without a template of their own name: what draws them.
DRAWN_BY = {
    "page-header": "plain HTML of every page",
    "fold": "details in deadline.html and in pages",
    "internal": "plain HTML around words of one office",
    "kind": "footnotes.html",
    "comment": "proposals/_comment.html",
    "review": "proposals/_scores.html, _rating.html and review.html",
    "table": "plain HTML of lists",
    "form": "plain HTML of forms",
    "autosave": "plain HTML in page headers",
    "button": "deed.html",
    "diff": "proposals/_diff.html",
    "dialog": "static/js/dialog.js, from the page of a deed",
    "check": "field.html",
    "timeline": "roadmap/_timeline.html",
    "empty": "empty.html, tag nothing",
    "seal": "roadmap/version.html",
    "signoff": "roadmap/_signoff.html",
    "agenda": "meetings/_agenda_rows.html",
    "clocks": "meetings/_times.html",
    "decisions": "meetings/_items.html, _decisions.html and _entry.html",
    "rollcall": "meetings/_delegations.html",
}


def test_every_component_has_a_template_or_is_listed():
    templates = {path.stem for path in (ROOT / "templates/ui").glob("*.html")}
    sheets = {path.stem for path in (CSS / "components").glob("*.css")}
    assert sheets - templates - set(DRAWN_BY) == set()
    assert set(DRAWN_BY) - sheets == set()


# What is read in from here: pages, scripts, and Python that writes HTML itself.
WRITERS = ("templates", "static/js", "ip5", "meetings", "proposals", "roadmap")


def test_every_class_is_drawn_somewhere():
    sheets = "\n".join(path.read_text() for path in CSS.rglob("*.css"))
    classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheets, flags=re.S)))
    files = [
        path
        for each in WRITERS
        for path in (ROOT / each).rglob("*")
        if path.suffix in {".html", ".js", ".py"}
    ]
    written = "\n".join(path.read_text() for path in files)
    undrawn = {each for each in classes if not re.search(rf"(?<![\w-]){each}(?![\w-])", written)}
    # Of a modifier the end may be a value: "state--{{ tone }}", "heat-{{ cell.heat }}".
    stems = {each: each[: each.rfind("-") + 1] for each in undrawn}
    assert {
        each for each, stem in stems.items() if not stem or not re.search(rf"{stem}[{{%]", written)
    } == set()


def test_every_stylesheet_is_imported_once_in_its_layer():
    text = (CSS / "app.css").read_text()
    assert text.index("@layer tokens, base, layout, components, pages, utilities;") < text.index("@import")
    imported = re.findall(r'@import url\("([^"]+)"\) layer\((\w+)\);', text)
    there = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"app.css"}
    assert sorted(name for name, _ in imported) == sorted(there)
    assert {layer for name, layer in imported if name.startswith("components/")} == {"components"}
    assert {layer for name, layer in imported if name.startswith("pages/")} == {"pages"}


def test_colours_are_named_in_tokens_only():
    found = {
        path.name: COLOUR.findall(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))
        for path in CSS.rglob("*.css")
        if path.name != "tokens.css"
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_every_colour_variable_used_is_a_token():
    tokens = set(re.findall(r"(--[\w-]+)\s*:", (CSS / "tokens.css").read_text()))
    for path in CSS.rglob("*.css"):
        text = path.read_text()
        own = set(re.findall(r"(--[\w-]+)\s*:", text))
        used = set(re.findall(r"var\((--[\w-]+)", text))
        assert used - own - tokens - {"--tone", "--tone-soft", "--tone-line", "--state"} == set(), path.name


def _luminance(lightness, chroma, hue):
    """The relative luminance of an oklch colour."""
    a, b = chroma * cos(hue * pi / 180), chroma * sin(hue * pi / 180)
    cone = [
        (lightness + x * a + y * b) ** 3
        for x, y in (
            (0.3963377774, 0.2158037573),
            (-0.1055613458, -0.0638541728),
            (-0.0894841775, -1.2914855480),
        )
    ]
    rows = (
        (4.0767416621, -3.3077115913, 0.2309699292),
        (-1.2684380046, 2.6097574011, -0.3413193965),
        (-0.0041960863, -0.7034186147, 1.7076147010),
    )
    red, green, blue = (min(max(sum(m * c for m, c in zip(row, cone, strict=True)), 0), 1) for row in rows)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_ink_and_tones_are_readable_on_their_grounds():
    pattern = r"(--[\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)"
    tokens = {
        name: [[float(part) for part in side.split()] for side in (light, dark)]
        for name, light, dark in re.findall(pattern, (CSS / "tokens.css").read_text())
    }
    pairs = [
        (ink, ground)
        for ink in ("--ink", "--ink-2", "--ink-3")
        for ground in ("--canvas", "--surface", "--surface-2")
    ]
    pairs += [(f"--{tone}", f"--{tone}-soft") for tone in ("good", "care", "bad", "open", "accent")]
    pairs += [("--on-accent", "--accent-strong"), ("--on-mono", "--mono"), ("--ink", "--mono-soft")]
    for ink, ground in pairs:
        for side in (0, 1):
            one, other = sorted((_luminance(*tokens[ink][side]), _luminance(*tokens[ground][side])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, (ink, ground, "dark" if side else "light")
