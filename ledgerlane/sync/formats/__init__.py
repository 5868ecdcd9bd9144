"""Readers of file formats: bytes in, rows and problems out. No I/O of their own."""
