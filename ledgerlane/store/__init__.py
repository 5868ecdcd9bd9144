"""The book on disk. The only place that knows SQL."""
