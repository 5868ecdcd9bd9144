"""Reports to read: one paper, written as Markdown, as HTML, or as PDF (with the extra)."""
