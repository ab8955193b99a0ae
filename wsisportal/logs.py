"""Keep secrets out of the log: a private link that appears in a message is masked."""

import logging
import re

TOKEN = re.compile(r"(/s/)[^/\s'\"]+")


class HideTokens(logging.Filter):
    """Mask `/s/<token>` wherever a message or its arguments name an address."""

    def filter(self, record):
        record.msg = TOKEN.sub(r"\1…", record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = TOKEN.sub(r"\1…", logging.Formatter().formatException(record.exc_info))
        return True
