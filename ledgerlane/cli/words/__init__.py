"""How answers of the desk read: lines for people, JSON for scripts."""
