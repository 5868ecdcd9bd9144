"""Readers of file formats: bytes of a `SourceFile` in, rows and problems out."""
