"""The collector's terminal: overdue invoices, worked from the keyboard."""
