"""Templates hold no style, no script and no right of their own; code holds no office's code."""

import ast
import re

from tests.house import source

CODES = {"EP", "JP", "KR", "CN", "US", "WO", "EPO", "JPO", "KIPO", "MOIP", "CNIPA", "USPTO", "WIPO"}
# Mails cannot load a style sheet; their page has a policy of its own.
MAILS = {"templates/post/mail.html", "templates/post/notice.html", "templates/post/digest.html"}
# Where an office's code is data, not a decision.
DATA = {
    "ip5/ui/specimens.py": "invented values of the style page",
    "ip5/dashboards/demo": "demo data",
    "ip5/offices/closed_days.py": "which calendar of the package is which office's",
}
TAG = re.compile(r"\{%.*?%\}", re.S)
TEMPLATES = source.named(".html", "templates")


def test_no_inline_style_or_script():
    inline = re.compile(
        r"""<style[\s>]|<script(?![^>]*\ssrc=)[^>]*>|\sstyle\s*=\s*["']|\son[a-z]+\s*=\s*["']|javascript:""",
        re.I,
    )
    found = [source.short(path) for path in TEMPLATES if inline.search(TAG.sub("", path.read_text()))]
    assert set(found) <= MAILS


def test_templates_ask_no_group_and_no_permission():
    asked = re.compile(r"\{[{%][^}]*(perms\.|user\.groups|is_staff|is_superuser)")
    assert not [source.short(path) for path in TEMPLATES if asked.search(path.read_text())]


def test_scripts_write_no_style_and_evaluate_nothing():
    banned = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|setAttribute\(\s*[\"']style")
    assert not [
        source.short(path) for path in source.named(".js", "static") if banned.search(path.read_text())
    ]


def test_nothing_foreign_is_requested():
    foreign = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//""")
    files = [*TEMPLATES, *source.named(".css", "static"), *source.named(".js", "static")]
    assert not [source.short(path) for path in files if foreign.search(path.read_text())]


def test_no_office_code_in_code_or_templates():
    found = set()
    for path in source.python("ip5", *source.BESIDE):
        if any(source.short(path).startswith(each) for each in DATA):
            continue
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Constant) and node.value in CODES:
                found.add(f"{source.short(path)}:{node.lineno} {node.value}")
    decided = re.compile(r"""\{{%[^%]*["'](?:{})["']""".format("|".join(sorted(CODES))))
    found |= {
        source.short(path)
        for path in TEMPLATES
        if decided.search(path.read_text()) and path.name != "components.html"
    }
    assert not found
