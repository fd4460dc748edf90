"""Sessions, closes, volumes and benchmarks."""
