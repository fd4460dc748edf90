"""A newsletter edition: everything that it shows as one value, which can be kept as JSON and written again."""
