"""What is sent to a firewall to see whether it refuses attacks and lets people through, and what came of it. Pure."""
