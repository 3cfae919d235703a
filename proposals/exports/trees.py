"""Markdown as a tree of plain data, for whoever sets it in something that is not HTML. Pure.

Blocks and inlines are dictionaries with a ``kind``. Text is only ever a value, so nothing an author writes
can become code of the document; links keep web and mail addresses only, as on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it.token import Token

from ip5.kernel.markdown import PARSER
from ip5.typeset import printable

Node = dict[str, Any]
SCHEMES = ("http://", "https://", "mailto:")
LONGEST_LINK = 2000
# Deeper quotes, lists and emphasis are set as if they ended here: the typesetter's own depth is limited.
DEEPEST = 12
# What is nothing without the list or table around it.
PARTS = {"list_item", "thead", "tbody", "tr", "th", "td"}
SIMPLE = {"p": "paragraph", "strong": "strong", "em": "emphasis", "blockquote": "quote"}


def blocks_of(text: str) -> list[Node]:
    """Return the blocks of a Markdown text, as a section holds it.

    Headings begin at the second level, below the section's own, and never skip one.
    """
    blocks = children(PARSER.parse(printable(text)))
    level_headings(blocks, 1)
    return blocks


def notes_of(notes: Sequence[tuple[int, str]]) -> list[Node]:
    """Return numbered notes of plain text as blocks: a list each, since a number that is gone stays away."""
    return [{"kind": "ordered_list", "start": number, "content": [_noted(line)]} for number, line in notes]


def _noted(line: str) -> Node:
    return {
        "kind": "list_item",
        "content": [{"kind": "paragraph", "content": [{"kind": "text", "text": " ".join(line.split())}]}],
    }


def children(tokens: Sequence[Token]) -> list[Node]:
    """Return the nodes of a run of tokens; what lies between an opening and its closing is its content."""
    root: Node = {"content": []}
    stack = [root]
    for token in tokens:
        if token.nesting == 1:
            stack.append(opened(token))
            if is_too_deep(stack):
                stack[-1]["kind"] = "unwrapped"
        elif token.nesting == -1:
            done = stack.pop()
            stack[-1]["content"] += closed(done)
        else:
            stack[-1]["content"] += leaf(token)
    return list(root["content"])


def is_too_deep(stack: Sequence[Node]) -> bool:
    """Whether the innermost node is left out and only its content kept; a part follows its whole."""
    if stack[-1]["kind"] in PARTS:
        return bool(stack[-2].get("kind") == "unwrapped")
    return len(stack) > DEEPEST


def opened(token: Token) -> Node:
    """Return the node an opening token begins."""
    kind = SIMPLE.get(token.tag, token.type.removesuffix("_open"))
    node: Node = {"kind": kind, "content": []}
    if kind == "heading":
        node["level"] = 2 if token.tag in {"h1", "h2", "h3"} else 3
    elif kind == "ordered_list":
        node["start"] = min(int(token.attrGet("start") or 1), 1_000_000) if token.attrs else 1
    elif kind == "link":
        node["to"] = str(token.attrGet("href") or "")
    return node


def closed(node: Node) -> list[Node]:
    """Return the finished node, or what it holds where the node itself is not kept."""
    kind, content = node["kind"], node["content"]
    if kind in {"thead", "tbody", "unwrapped"} or (kind == "heading" and not words_of(content).strip()):
        return list(content)
    if kind == "link":
        if not node["to"].lower().startswith(SCHEMES) or len(node["to"]) > LONGEST_LINK:
            return list(content)
        if not words_of(content).strip():
            node["content"] = [{"kind": "text", "text": node["to"]}]
    return [node]


def leaf(token: Token) -> list[Node]:
    """Return the nodes of a token that neither opens nor closes."""
    match token.type:
        case "inline":
            return children(token.children or [])
        case "text" | "html_inline" | "html_block":
            return [{"kind": "text", "text": token.content}] if token.content else []
        case "softbreak":
            return [{"kind": "text", "text": " "}]
        case "hardbreak":
            return [{"kind": "break"}]
        case "code_inline":
            return [{"kind": "code", "text": token.content}]
        case "fence" | "code_block":
            return [{"kind": "code_block", "text": token.content.rstrip("\n")}]
        case "image":
            return children(token.children or [])
        case "hr":
            return [{"kind": "rule"}]
    return []


def words_of(nodes: Sequence[Node]) -> str:
    """Return the bare words of the nodes."""
    return "".join(each.get("text", "") + words_of(each.get("content", ())) for each in nodes)


def level_headings(blocks: Sequence[Node], last: int) -> int:
    """Lift each heading that skips a level; return the level of the last one."""
    for block in blocks:
        if block["kind"] == "heading":
            last = block["level"] = min(block["level"], last + 1)
        else:
            last = level_headings(block.get("content", ()), last)
    return last
