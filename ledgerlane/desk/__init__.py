"""One verb for each thing a person can do: load, decide, record, in one transaction."""
