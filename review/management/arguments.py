"""What the commands share: the call named by its slug, and files that appear only when they are whole."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from submissions.models.call import Call


def add_call(parser):
    """Give a command its required `--call SLUG`."""
    parser.add_argument("--call", required=True, metavar="SLUG", help="the call's short name, as in its address")


def add_output(parser, formats):
    """Give an export its `--format` and `-o FILE`."""
    parser.add_argument("--format", default=formats[0], metavar="|".join(formats), help=f"{formats[0]} unless given")
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="where to write; standard output unless given")


def call_of(slug):
    """The call with this slug; CommandError, naming the known ones, for any other."""
    call = Call.objects.filter(slug=slug).first()
    if call is None:
        known = ", ".join(Call.objects.order_by("slug").values_list("slug", flat=True)) or "none yet; load one with loadcall"
        raise CommandError(f"There is no call “{slug}”. Known calls: {known}.")
    return call


def format_of(written, formats):
    """The format as written, if it is one of `formats`; CommandError, naming them, for any other."""
    if written not in formats:
        raise CommandError(f"“{written}” is no format of this command; write one of: {', '.join(formats)}.")
    return written


@contextmanager
def output(path):
    """A binary file to write to: standard output for "-", else `path`, which appears whole or not at all.

    CommandError, in a sentence, when it cannot be written.
    """
    try:
        with standard_output() if path == "-" else whole_file(Path(path)) as file:
            yield file
    except OSError as error:
        where = "standard output" if path == "-" else f"“{path}”"
        raise CommandError(f"Cannot write {where}: {error.strerror or error}.") from error


@contextmanager
def standard_output():
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # what is still buffered must go somewhere when the process ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise


@contextmanager
def whole_file(target):
    if target.is_dir():
        raise CommandError(f"Cannot write “{target}”: it is a folder; name a file.")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
