"""Documents into facts: readers, tables, forms and sections. Knows no database and no question."""
