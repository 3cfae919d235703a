"""What leaves the house as a file: ``documents`` sets one proposal as PDF, DOCX or Markdown.

``content`` says what stands in the document, ``trees`` reads its Markdown, ``pdf``, ``word`` and ``plain``
write it. ``responses`` is the response table as CSV and XLSX.
"""
