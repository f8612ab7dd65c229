"""A failover drill as data: what is claimed, what is done, what came of every write, and what follows from it."""
