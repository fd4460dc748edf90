"""What the abnormal returns of many events say together: samples, tests, and how far to trust them."""
