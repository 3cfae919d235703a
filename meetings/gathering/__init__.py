"""What is drawn together for a page or a text by query, without changing anything."""
