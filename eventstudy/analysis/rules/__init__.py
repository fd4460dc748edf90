"""What exchanges themselves call unusual: their published rules, dated and cited, judged on daily data."""
