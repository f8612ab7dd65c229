"""Other servers doing the same work: the same token check, the same statements on the same database."""
