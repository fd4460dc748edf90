"""The bodies of the commands; ``eventstudy.cli`` is their face."""
