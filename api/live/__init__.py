"""Notifications at once: one process's sockets and waiting requests, woken by NOTIFY, each with its own cursor."""
