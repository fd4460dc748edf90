"""What every command shares: the global options, how it prints, and how it refuses."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eventstudy.reporting.screen import Screen
    from eventstudy.reporting.tables import Format
    from eventstudy.settings import Settings

HELP_OPTIONS = ["-h", "--help"]

CONTEXT = {"help_option_names": HELP_OPTIONS, "max_content_width": 100}

FORMATS = ("table", "json", "csv", "md")

Item = TypeVar("Item")


@dataclass
class Options:
    """The global options as they were given, before or after the command's name."""

    database: str | None = None
    format: Format = "table"
    output: Path | None = None
    quiet: bool = False
    verbose: bool = False
    no_progress: bool = False

    def settings(self) -> Settings:
        """Read the settings of this run: flag, environment, project file, user file, default."""
        from eventstudy.settings import load_settings, project_file, user_file  # noqa: PLC0415  -- help must not wait

        return load_settings(
            environment=os.environ,
            project=project_file(),
            user=user_file(),
            flags={"database": self.database},
        )

    def emit(self, text: str) -> None:
        """Write data: to stdout, or whole and at once to the file of ``-o``."""
        if not text.endswith("\n"):
            text += "\n"
        file = self._file
        if file is None:
            click.echo(text, nl=False)
        else:
            from eventstudy.drafts import write_whole  # noqa: PLC0415  -- help must not wait

            write_whole(file, text)

    @property
    def _file(self) -> Path | None:
        return None if str(self.output) == "-" else self.output

    def screen(self) -> Screen:
        """Say what data are laid out for: a terminal, or a pipe or file, which take them plain."""
        from eventstudy.reporting.screen import PLAIN, Screen, colours_wanted, writes_blocks  # noqa: PLC0415  -- help must not wait

        if self._file is not None:
            return PLAIN
        blocks = writes_blocks(sys.stdout.encoding)
        if not sys.stdout.isatty():
            return Screen(blocks=blocks)
        width = shutil.get_terminal_size().columns
        return Screen(width, coloured=colours_wanted(os.environ), blocks=blocks)

    def say(self, text: str) -> None:
        """Tell the person at the terminal; never on stdout."""
        if not self.quiet:
            click.echo(text, err=True)

    def progress(self, items: Iterable[Item], *, label: str, length: int) -> Iterator[Item]:
        """Go through the items with a bar on stderr, where that is a terminal."""
        if self.no_progress or self.quiet or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, length=length, file=sys.stderr) as bar:
            yield from bar


def _remember(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Keep a global option on the object that all contexts of a run share."""
    options = ctx.ensure_object(Options)
    if value is not None and value is not False and param.name is not None:
        setattr(options, param.name, value)


def global_options() -> list[click.Parameter]:
    """Make the options that stand before or after any command."""
    return [
        click.Option(
            ["--database"],
            metavar="URL",
            help="SQLAlchemy URL of the store; default: a file in your data folder.",
            expose_value=False,
            callback=_remember,
        ),
        click.Option(
            ["--format"],
            type=click.Choice(FORMATS),
            help="How data is printed; default: table.",
            expose_value=False,
            callback=_remember,
        ),
        click.Option(
            ["-o", "--output"],
            type=click.Path(path_type=Path, dir_okay=False),
            help="Write data to this file instead of stdout.",
            expose_value=False,
            callback=_remember,
        ),
        _flag(["-q", "--quiet"], "Say nothing but errors."),
        _flag(["-v", "--verbose"], "Say more: every component, every note."),
        _flag(["--no-progress"], "Draw no progress bar."),
    ]


def _flag(names: list[str], text: str) -> click.Option:
    return click.Option(names, is_flag=True, default=False, help=text, expose_value=False, callback=_remember)


class _WithGlobals(click.Command):
    """A command that takes the global options and lists them under their own heading."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Add the global options to the command's own."""
        own = super().get_params(ctx)
        taken = {param.name for param in own}
        return own + [option for option in global_options() if option.name not in taken]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first, then the global ones."""
        shared = {option.name for option in global_options()} | {"help", "version"}
        params = self.get_params(ctx)
        for heading, chosen in (
            ("Options", [param for param in params if param.name not in shared]),
            ("Global options", [param for param in params if param.name in shared]),
        ):
            records = [record for param in chosen if (record := param.get_help_record(ctx)) is not None]
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


class Command(_WithGlobals):
    """One of our commands."""


class Group(_WithGlobals, click.Group):
    """One of our groups; its commands are ours too."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)
