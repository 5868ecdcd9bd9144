"""The rules of collecting money: pure functions over dates and amounts, and nothing else."""
