"""Ledger files, in and out."""
