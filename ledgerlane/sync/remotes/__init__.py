"""Where a book's history and ledger are exchanged: a remote is six verbs over streams and blobs."""
