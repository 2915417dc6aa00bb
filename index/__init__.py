"""Facts and chunks in one searchable place. Knows no question."""
