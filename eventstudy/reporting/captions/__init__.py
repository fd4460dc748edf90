"""The words on pictures and below them, computed from the numbers, and never saying more than they do."""
