"""Read-only compositions of visible selects: what a page needs, in a fixed number of queries."""
