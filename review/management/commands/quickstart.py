"""From nothing to a running portal. A second run changes nothing it finds."""

import secrets
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

import submissions
from review.demonstration import enter_demonstration
from review.roles import set_up_groups
from submissions.models import Call
from wsisportal.firststart import add_arguments

CALLS = Path(submissions.__file__).parent / "calls"
THREADS = 16  # bounded, so that a crowd waits for a thread instead of using up the database's connections


class Command(BaseCommand):
    help = "Prepare the database, the WSIS+20 call, demonstration data and a staff account, then serve."
    requires_system_checks = ()

    def add_arguments(self, parser):
        add_arguments(parser)

    def handle(self, *args, **options):
        if not options["no_serve"]:
            refuse_taken_port(options["host"], options["port"])
        self.stdout.write("Preparing the database and the static files …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("check", databases=["default"], verbosity=0)
        call = Call.objects.filter(slug="wsis20").first() or self.load_wsis20()
        if not options["no_demo"] and not call.submissions.exists():
            entered, codings, published = enter_demonstration(call)
            self.stdout.write(f"Entered {entered} demonstration submissions, {codings} codings; published {published}.")
        set_up_groups()
        self.make_account()
        self.stdout.write(
            f"\n  Public pages   {settings.SITE_URL}/\n  Secretariat    {settings.SITE_URL}/admin/\n  Data folder    {settings.DATA_DIR}\n"
        )
        if not options["no_serve"]:
            serve(options["host"], options["port"])

    def load_wsis20(self):
        """The shipped call. There is one account at first, so one person publishes in it until somebody asks for two."""
        call_command("loadcall", CALLS / "wsis20.toml", stdout=self.stdout)
        Call.objects.filter(slug="wsis20").update(needs_second_person=False)
        self.stdout.write("One person publishes in this call; “publishing takes two people” on its page in the admin changes that.")
        return Call.objects.get(slug="wsis20")

    def make_account(self):
        """A staff account with a random password, shown once; none when there is one already."""
        users = get_user_model().objects
        if users.filter(is_staff=True, is_active=True).exists():
            self.stdout.write("A staff account exists already.")
            return
        password = secrets.token_urlsafe(12)
        users.create_superuser("secretariat", "", password)
        self.stdout.write(f"\n  Staff account  secretariat\n  Password       {password}   (shown once; change it in the admin)")


def refuse_taken_port(host, port):
    """CommandError when something else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Cannot serve on {host}:{port}: {error.strerror}. Choose another with --port or --host.") from None


def serve(host, port):
    """Run the production server and the sender of mail until one ends or this process is told to; then end both in good order."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    manage = str(settings.BASE_DIR / "manage.py")
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    server += ["--blocking-threads", str(THREADS), "--no-ws", "--log-level", "error", "wsisportal.wsgi:application"]
    commands = (server, [sys.executable, manage, "sendmail", "--watch"])
    processes = [subprocess.Popen(command, cwd=settings.BASE_DIR) for command in commands]  # noqa: S603 (our own commands)
    try:
        processes[0].wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
