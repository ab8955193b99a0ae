#!/usr/bin/env python
"""Django's command line; `quickstart` prepares its own environment before the settings are read."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from wsisportal import firststart


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsisportal.settings")
    if sys.argv[1:2] == ["quickstart"]:
        firststart.prepare(sys.argv[2:])
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The portal cannot start. {error}")


if __name__ == "__main__":
    main()
