"""``eventstudy doctor``."""

from __future__ import annotations

import click

from eventstudy.commands.face import Command, Options
from eventstudy.errors import EventStudyError


@click.command(cls=Command)
@click.pass_obj
def doctor(options: Options) -> None:
    """Check this installation and say where settings come from.

    Looks at Python, the libraries, the store, the calendars, the fonts and every setting. Ends with
    exit code 1 if something that is needed does not work.
    """
    from eventstudy.workflow.doctor import examine, report  # noqa: PLC0415  -- help must not wait

    findings = examine(options.settings())
    options.emit(report(findings).text(options.format, screen=options.screen()))
    broken = [one.subject for one in findings if one.state == "broken"]
    if broken:
        raise EventStudyError(f"broken: {', '.join(broken)}; the remedy stands beside each")
