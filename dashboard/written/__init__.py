"""Reports in words: documents of the report's figures, as Markdown, HTML and PDF."""
