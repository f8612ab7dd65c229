"""The hot routes against their limit and their peers."""
