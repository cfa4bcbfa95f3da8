"""The committed demo company in compact files; `sample_data.committed` reads and writes them."""
