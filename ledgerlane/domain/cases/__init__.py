"""Cases: matters that somebody else than the collector settles, one module for each kind."""
