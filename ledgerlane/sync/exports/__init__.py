"""The way out: rows as CSV and JSON Lines, entries as journals of other programs."""
