"""Rotating keys, as data: what is known of each key, what is due, what will be done, what came of it."""
