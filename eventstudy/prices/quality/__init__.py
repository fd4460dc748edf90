"""What is wrong, or worth knowing, in a series of daily prices: a module a family of findings."""
