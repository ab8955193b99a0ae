"""Keep secrets out of the log: the token of a link that appears in a message is masked. Mail the operators what went wrong, and no more."""

import logging
import re
import traceback

from django.core.mail import mail_admins

# What follows /s/, /not-mine/, /stop/ or /join/, even mistyped; any other part of a path as long as a token, but for the name of a call;
# what a mailed link is signed with.
TOKEN = re.compile(r"(/(?:s|not-mine|stop|join(?!/reply))/)[^/?\s'\"]+|(?<!/calls)(/)[\w-]{43,}|([?&]m=)[\w-]+")
MASKED = r"\1\2\3…"


class HideTokens(logging.Filter):
    """Mask a token wherever a message or its arguments name an address."""

    def filter(self, record):
        record.msg = TOKEN.sub(MASKED, record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = TOKEN.sub(MASKED, logging.Formatter().formatException(record.exc_info))
        return True


class MailAdmins(logging.Handler):
    """Mail the log line to ADMINS with the places that an exception passed through.

    Nothing of the request, no setting, no variable and no exception's own words, for each may hold an answer or a private link.
    """

    def emit(self, record):
        try:
            line = record.getMessage()
            error = record.exc_info[1] if record.exc_info else None
            mail_admins(" ".join(f"{record.levelname} {line}".split())[:200], "\n".join([line, "", *places(error)]))
        except Exception:
            self.handleError(record)


def places(error):
    """The frames and the kind of an exception and, before it, of those that led to it."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return ["".join([*traceback.format_tb(error.__traceback__), type(error).__qualname__]) for error in reversed(chain)]
