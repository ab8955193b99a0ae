"""Mail as files: each message one `.eml` in a folder, for a portal that is being tried out."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Write each message, complete or not at all, as `<Message-ID>.eml` into `folder`; sending one again replaces its file."""

    def __init__(self, folder, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, messages):
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            mail = message.message()
            descriptor, unfinished = tempfile.mkstemp(dir=self.folder, suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail.as_bytes())
            Path(unfinished).replace(self.folder / file_name(str(mail["Message-ID"])))
        return len(messages)


def file_name(message_id):
    """The file of the message with this Message-ID."""
    name = "".join(c if c.isalnum() or c in ".-@" else "_" for c in message_id.strip("<>"))
    return f"{name[:150]}.eml"


def forget(message_ids):
    """Delete these messages where mail is kept as files; what a mail server was given is out of reach."""
    folder = settings.MAILERS["default"].get("OPTIONS", {}).get("folder")
    for message_id in message_ids if folder else ():
        (Path(folder) / file_name(message_id)).unlink(missing_ok=True)
