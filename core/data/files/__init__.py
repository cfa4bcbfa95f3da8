"""Files to tables of strings: unpacking, sniffing, and one reader per format."""
