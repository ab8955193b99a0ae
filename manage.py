#!/usr/bin/env python
"""Django's command line; `quickstart` prepares its own environment first."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wsisportal.settings")
    if sys.argv[1:2] == ["quickstart"]:
        from wsisportal.firststart import prepare

        prepare(sys.argv[2:])
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The portal cannot start. {error}")


if __name__ == "__main__":
    main()
