"""What `make bench` measures: the program beside its peers, as ratios. No test asserts a time."""
