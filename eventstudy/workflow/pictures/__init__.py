"""Pictures from results: each module gathers the numbers and words of one kind of picture."""
