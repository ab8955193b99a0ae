"""A consistent copy of the database to a file, and back; for SQLite and PostgreSQL. The tools of PostgreSQL are its own."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection


class Impossible(Exception):
    """What stands in the way, in a sentence."""


def part_name():
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


def dump(target):
    """Write the database as it is at one instant; writers go on meanwhile."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    else:
        run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    target.chmod(0o600)


def is_empty():
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def put_back(source):
    """Replace the whole database by a copy. Nothing else may be using it."""
    if connection.vendor == "sqlite":
        put_file_back(source, Path(connection.settings_dict["NAME"]))
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    run_tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", dbname=True, last=str(source))


def put_file_back(source, database):
    connection.close()
    part = database.with_name(database.name + ".restoring")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    part.replace(database)


def run_tool(name, *arguments, dbname=False, last=None):
    """Run a program of PostgreSQL on our database; the password goes by the environment. Impossible with what it said."""
    settings = connection.settings_dict
    pairs = {"PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"], "PGPASSWORD": settings["PASSWORD"]}
    named = {name: str(value) for name, value in {**pairs, "PGDATABASE": settings["NAME"]}.items() if value}
    command = [tool(name), *arguments, *([f"--dbname={settings['NAME']}"] if dbname else []), *([last] if last else [])]
    run = subprocess.run(command, env={**os.environ, **named}, capture_output=True, text=True)  # noqa: S603 - PostgreSQL's own programs
    if run.returncode:
        raise Impossible(f"{name} failed: {run.stderr.strip()[-500:]}")


def tool(name):
    """The path of a program of PostgreSQL, the newest installed: an older one refuses a newer server."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = next((str(folder / name) for folder in folders if (folder / name).exists()), None) or shutil.which(name)
    if found is None:
        raise Impossible(f"{name} is not on this machine; install PostgreSQL's client programs (Debian: postgresql-client).")
    return found
