"""What a book's figures come to: each measure with its formula, window and inputs (procedure.md 5)."""
