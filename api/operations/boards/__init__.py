"""What is done with a person's boards."""
