"""``eventstudy db``: upgrade, check, backup, export, import."""

from __future__ import annotations

from pathlib import Path

import click

from eventstudy.commands.face import Group, Options
from eventstudy.errors import StoreError


@click.group(cls=Group)
def db() -> None:
    """Upgrade, check and back up the database, and move all its prices."""


@db.command()
@click.option("--no-backup", is_flag=True, help="Make no copy first.")
@click.pass_obj
def upgrade(options: Options, *, no_backup: bool) -> None:
    """Bring the database to this version.

    A copy is made first: of an SQLite file beside it, of PostgreSQL with pg_dump into the current folder.
    Every command upgrades an SQLite file by itself, in the same way; PostgreSQL waits for this command.
    """
    from eventstudy.workflow.db import upgrade_database  # noqa: PLC0415  -- help must not wait

    report = upgrade_database(options.settings().database, backup=not no_backup)
    options.emit(report.text(options.format, screen=options.screen()))


@db.command()
@click.option("--deep", is_flag=True, help="Also read every price and compare it with its content hash.")
@click.pass_obj
def check(options: Options, *, deep: bool) -> None:
    """Say whether the database is sound.

    Also how far its snapshot of prices has it all. Changes nothing. Ends with exit code 3 where no database exists yet, and 1 if something is broken.
    """
    from eventstudy.workflow.db import check_database  # noqa: PLC0415  -- help must not wait

    checked = check_database(options.settings(), deep=deep)
    options.emit(checked.report().text(options.format, screen=options.screen()))
    if checked.broken:
        raise StoreError(f"broken: {', '.join(checked.broken)}; what to do stands beside each")


@db.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False, metavar="[FILE]")
@click.pass_obj
def backup(options: Options, *, target: Path | None) -> None:
    """Copy the database to FILE, also while it is in use.

    Without FILE the copy is named after the time and lies beside an SQLite file, or in the current folder.
    A copy of an SQLite file is another one; PostgreSQL is written by pg_dump, for pg_restore to read.
    """
    from eventstudy.workflow.db import back_up_database  # noqa: PLC0415  -- help must not wait

    report = back_up_database(options.settings().database, target)
    options.emit(report.text(options.format, screen=options.screen()))


@db.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.pass_obj
def export(options: Options, *, folder: Path) -> None:
    """Write all prices to a folder, and the registry beside them.

    For prices that outgrow one file: Parquet files of a hundred securities each, written one at a time. FOLDER must not exist yet.
    """
    from eventstudy.workflow.db import export_lake  # noqa: PLC0415  -- help must not wait

    report = export_lake(options.settings().database, folder)
    options.emit(report.text(options.format, screen=options.screen()))


@db.command(name="import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@click.pass_obj
def import_(options: Options, *, folder: Path) -> None:
    """Import all prices of a folder, and the registry beside them.

    Of its Parquet files, one at a time. Each file is imported whole or not at all; run again after an interruption, and what is there is unchanged.
    """
    from eventstudy.workflow.db import import_lake  # noqa: PLC0415  -- help must not wait

    report = import_lake(folder, options.settings(), options.say)
    options.emit(report.text(options.format, screen=options.screen()))
