"""A proposal as DOCX: headings, lists, tables and links that a word processor knows as such."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace

import docx
from django.utils.translation import gettext as _
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.numbering import CT_Num
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from ip5.kernel.errors import WrongState
from proposals.exports.content import Document, notes_heading
from proposals.exports.trees import Node, blocks_of, notes_of

LINK = RELATIONSHIP_TYPE.HYPERLINK
CODE = "Code"
LISTS = {"bullet_list": "List Bullet", "ordered_list": "List Number"}
# The template numbers lists in three depths; deeper ones stay at the third.
DEEPEST_LIST = 3
# It is written in the web process: so many parts take about four seconds, and no text that is read has more.
MOST_PARTS = 50_000
# An archive's own clock would make two equal documents differ.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text is set."""

    bold: bool = False
    italic: bool = False
    code: bool = False


def write(document: Document) -> bytes:
    """Return the document as DOCX: the same bytes for the same revision.

    Refuses with ``WrongState`` a text of more parts (cells, runs, items) than can be set at once.
    """
    sections = [(heading, blocks_of(words)) for heading, words in document.sections]
    if sum(parts_of(blocks) for _heading, blocks in sections) > MOST_PARTS:
        raise WrongState(
            _("This text has too many tables, lists or marks for a Word file. Take the PDF or Markdown.")
        )
    word = docx.Document()
    describe(word, document)
    word.add_heading(document.title, level=0)
    for mark in document.marks:
        word.add_paragraph().add_run(mark).bold = True
    for term, value in document.facts:
        line = word.add_paragraph()
        line.add_run(f"{term}: ").bold = True
        line.add_run(value)
    writer = Writer(word)
    for heading, blocks in sections:
        word.add_heading(heading, level=1)
        writer.blocks(blocks)
    if document.notes:
        word.add_heading(notes_heading(), level=1)
        writer.blocks(notes_of(document.notes))
    if not document.sections:
        word.add_paragraph(_("Nothing is written yet."))
    return packed(word)


def parts_of(nodes: Sequence[Node]) -> int:
    """Return how many nodes there are in all."""
    return sum(1 + parts_of(node.get("content", ())) for node in nodes)


def describe(word: Word, document: Document) -> None:
    """Set what is not text: properties, language, foot of the page, the style of code."""
    facts = word.core_properties
    facts.title, facts.author, facts.keywords = document.title, document.author[:255], document.symbol
    facts.language, facts.comments, facts.last_modified_by = document.language, "", ""
    facts.created = facts.modified = document.at.astimezone(dt.UTC).replace(tzinfo=None)
    style = word.styles.add_style(CODE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.font.name, style.font.size = "Courier New", Pt(9)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), document.language)
    word.styles["Normal"].element.get_or_add_rPr().append(language)
    foot = word.sections[0].footer.paragraphs[0]
    foot.text = f"{document.footer}\n{document.fingerprint}"
    foot.runs[0].font.size = Pt(8)


def packed(word: Word) -> bytes:
    """Return the file with no clock of this machine in it."""
    drawn, kept = io.BytesIO(), io.BytesIO()
    word.save(drawn)
    with zipfile.ZipFile(drawn) as source, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return kept.getvalue()


class Writer:
    """Writes trees into a Word document, block after block."""

    def __init__(self, word: Word) -> None:
        """Keep what is asked for again and again: looking it up in the file would grow with the file."""
        self.word = word
        self.styles = {each.name: each for each in word.styles}
        self.names = {name: each.style_id for name, each in self.styles.items()}
        self.end = word.element.body.sectPr
        self.links: dict[str, str] = {}
        self.numbers = word.part.numbering_part.element
        self.last_number = self.numbers.num_lst[-1]
        self.abstracts: dict[str, int] = {}

    def line(self, style: str = "Normal") -> Paragraph:
        """Return a new paragraph at the end of the document, in the style of that name."""
        element = OxmlElement("w:p")
        self.end.addprevious(element)
        if style != "Normal":
            element.style = self.names[style]
        return Paragraph(element, self.word._body)

    def blocks(self, nodes: Sequence[Node], style: str = "Normal", depth: int = 0) -> None:
        """Write the blocks; a paragraph takes ``style``, a list below another the next depth."""
        for node in nodes:
            match node["kind"]:
                case "heading":
                    self.inlines(self.line(f"Heading {node['level']}"), node["content"])
                case "bullet_list" | "ordered_list":
                    self.list(node, depth + 1)
                case "quote":
                    self.blocks(node["content"], "Intense Quote", depth)
                case "code_block":
                    self.line(CODE).add_run(node["text"])
                case "table":
                    self.table(node)
                case "rule":
                    self.line()
                case "paragraph":
                    self.inlines(self.line(style), node["content"])
                case _:
                    self.inlines(self.line(style), [node])

    def list(self, node: Node, depth: int) -> None:
        """Write a list; what follows in an item after its first paragraph is indented under it."""
        level = min(depth, DEEPEST_LIST)
        suffix = f" {level}" if level > 1 else ""
        style = LISTS[node["kind"]] + suffix
        number = self.numbering(style, node["start"]) if node["kind"] == "ordered_list" else None
        for item in node["content"]:
            first, rest = item["content"][:1], item["content"][1:]
            if first and first[0]["kind"] != "paragraph":
                first, rest = [], item["content"]
            line = self.line(style)
            if number is not None:
                properties = line._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number
            self.inlines(line, first[0]["content"] if first else [])
            self.blocks(rest, "List Continue" + suffix, depth)

    def numbering(self, style: str, start: int) -> int:
        """Return a numbering of its own for one list, so that each begins where its author says."""
        if style not in self.abstracts:
            styled = self.styles[style].element.pPr.numPr.numId.val
            self.abstracts[style] = self.numbers.num_having_numId(styled).abstractNumId.val
        made = CT_Num.new(self.last_number.numId + 1, self.abstracts[style])
        self.last_number.addnext(made)
        self.last_number = made
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(made.numId)

    def table(self, node: Node) -> None:
        """Write a table; its first row is the head and repeated on each page."""
        rows = node["content"]
        table = self.word.add_table(len(rows), max(1, len(rows[0]["content"])), "Table Grid")
        look = Look(bold=True)
        # Each row and its cells are asked for once: a look at one of them walks all of them.
        for row, written in zip(table.rows, rows, strict=True):
            for cell, given in zip(row.cells, written["content"], strict=False):
                self.inlines(cell.paragraphs[0], given["content"], look)
            look = Look()
        head = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(head)
        self.line()

    def inlines(self, line: Paragraph, nodes: Sequence[Node], look: Look | None = None) -> None:
        """Write the inlines at the end of a paragraph."""
        look = look or Look()
        for node in nodes:
            match node["kind"]:
                case "text":
                    self.run(line, node["text"], look)
                case "code":
                    self.run(line, node["text"], replace(look, code=True))
                case "break":
                    line.add_run().add_break()
                case "strong":
                    self.inlines(line, node["content"], replace(look, bold=True))
                case "emphasis":
                    self.inlines(line, node["content"], replace(look, italic=True))
                case "link":
                    self.link(line, node, look)
                case _:
                    self.inlines(line, node.get("content", ()), look)

    def run(self, line: Paragraph, text: str, look: Look) -> None:
        """Write one run of text."""
        run = line.add_run(text)
        run.bold, run.italic = look.bold or None, look.italic or None
        if look.code:
            run.font.name = "Courier New"

    def link(self, line: Paragraph, node: Node, look: Look) -> None:
        """Write a link; its runs are underlined, and so not told by colour alone."""
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), self.address(node["to"]))
        before = len(line._p)
        self.inlines(line, node["content"], look)
        for run in list(line._p)[before:]:
            element.append(run)
        for run in element.iter(qn("w:r")):
            underline = OxmlElement("w:u")
            underline.set(qn("w:val"), "single")
            run.get_or_add_rPr().append(underline)
        line._p.append(element)

    def address(self, to: str) -> str:
        """Return the key under which the file keeps an address, each address once."""
        if to not in self.links:
            self.links[to] = f"link{len(self.links) + 1}"
            self.word.part.rels.add_relationship(LINK, to, self.links[to], is_external=True)
        return self.links[to]
