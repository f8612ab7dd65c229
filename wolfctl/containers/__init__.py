"""Brings up what runs in containers; its plan is `wolfctl.workflows.composed`, its calls are adapters."""
