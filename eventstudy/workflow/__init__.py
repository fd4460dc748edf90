"""The only place that joins registry, prices and the numeric core."""
