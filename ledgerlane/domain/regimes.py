"""The names of the regimes of late interest, apart from all rules, so that naming them costs nothing."""

REGIMES = ("eu", "uk", "dk", "no", "in", "contract")
"""Statutes that come as data (`ledgerlane.sync.statute`), and a rate agreed by contract."""
