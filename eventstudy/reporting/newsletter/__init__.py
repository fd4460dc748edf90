"""A newsletter edition as text: for Substack, as Markdown, and as an e-mail that clients do not mangle."""
