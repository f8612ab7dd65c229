"""What requests must look like and what answers look like: the only Pydantic of the API, one file a noun."""
