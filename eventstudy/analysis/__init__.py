"""The numeric core: arrays in, frozen values out; no input, no output."""
