"""What a person sees: one screen a module, painted by pure functions."""
