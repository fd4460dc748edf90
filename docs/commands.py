"""Write ``docs/commands.md`` from the commands' own help: ``python docs/commands.py``."""

from __future__ import annotations

from pathlib import Path

import click

from eventstudy.cli import main
from eventstudy.commands.face import HELP_OPTIONS


def pages(command: click.Command, name: str, parent: click.Context | None = None) -> list[str]:
    """Return the help of a command and, below it, of its own commands."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        max_content_width=100,
        terminal_width=100,
        help_option_names=HELP_OPTIONS,
    )
    found = [f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            body = command.get_command(context, child)
            if body is not None:
                found += pages(body, child, context)
    return found


def document() -> str:
    """Return the whole page."""
    head = "# Commands\n\nWritten by `python docs/commands.py` from the commands' own help.\n"
    return "\n".join([head, *pages(main, "eventstudy")])


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(document(), encoding="utf-8")
