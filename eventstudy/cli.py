"""The face of the command line: every command's name, one line about it, and where its body is.

A body is imported only when its command runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
from importlib import import_module
from typing import NoReturn

import click

from eventstudy import __version__
from eventstudy.commands.face import CONTEXT, Group
from eventstudy.errors import EventStudyError

COMMANDS = {
    "demo": ("eventstudy.commands.demo:demo", "Run everything once, offline, on a simulated market."),
    "announcements": (
        "eventstudy.commands.announcements:announcements",
        "Keep the registry of announcements.",
    ),
    "prices": ("eventstudy.commands.prices:prices", "Fetch, import, check, list and export daily prices."),
    "study": ("eventstudy.commands.study:study", "Say what the price did beyond what the model expects."),
    "flag": (
        "eventstudy.commands.flag:flag",
        "Say how much a path looks like a pump and dump, and how sure one can be.",
    ),
    "chart": (
        "eventstudy.commands.chart:chart",
        "Draw pictures: of each event, of each share, and of all events together.",
    ),
    "report": (
        "eventstudy.commands.report:report",
        "Write a dossier: one page of HTML that holds everything.",
    ),
    "newsletter": (
        "eventstudy.commands.newsletter:newsletter",
        "Write an edition: a folder with everything that a newsletter needs.",
    ),
    "evaluate": (
        "eventstudy.commands.evaluate:evaluate",
        "Measure how often the verdict is right, on the prices at hand.",
    ),
    "db": ("eventstudy.commands.db:db", "Upgrade, check and back up the database, and move all its prices."),
    "doctor": (
        "eventstudy.commands.doctor:doctor",
        "Check this installation and say where settings come from.",
    ),
}
"""Name -> (where the body is, short help); in the order in which help lists them."""


class Face(Group):
    """The top group: resolves commands by name, and turns our errors into messages and exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands without importing them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the body of one command."""
        del ctx
        return _body(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the short help from the table: click's own would import every body."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; one of our errors ends it with its message and its exit code."""
        try:
            return super().invoke(ctx)
        except EventStudyError as error:
            _end(ctx, str(error), error.exit_code)
        except OSError as error:
            # A reader that stops early, like head, is no error; click ends such a run quietly.
            if error.errno == errno.EPIPE:
                raise
            _end(
                ctx,
                f"{error.filename or 'output'}: {error.strerror}; check the path, its permissions and the disk",
                1,
            )


def _end(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    ctx.exit(exit_code)


def _body(name: str) -> click.Command:
    module, _, attribute = COMMANDS[name][0].partition(":")
    body: click.Command = getattr(import_module(module), attribute)
    return body


@click.group(
    cls=Face,
    context_settings=CONTEXT,
    no_args_is_help=True,
    epilog="Exit codes: 0 done · 1 error · 2 usage · 3 nothing to study · 4 source unavailable or rate-limited · "
    "5 flags raised",
)
@click.version_option(__version__, prog_name="eventstudy")
def main() -> None:
    """Event studies of space-company announcements.

    An announcement is joined with daily share prices; a model says what the price should have done;
    a signature measures the shape of what it did instead; a picture shows it. It measures. It never accuses.

    Start with:  eventstudy demo --out demo
    """


for _name, (_, _line) in COMMANDS.items():
    main.add_command(click.Command(_name, short_help=_line))
