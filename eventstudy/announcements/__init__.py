"""What was said, when, and on what terms."""
