"""What keeps machines from flooding the portal without a puzzle for people: a trap, a signed time, and counters.

Two rules decide every number here. Nobody typed in vain: what is refused is refused in a sentence with the text given back, and for a
time that is told. Nobody pays for a neighbour: twenty delegates share the one address of their mission, so an address is counted strictly
only for what no person does, and whoever holds a draft is counted by the draft.
"""

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from submissions.models.quota import Quota

TRAP = "homepage"  # the name of a field that no person sees; no browser or password manager fills it in by that name
STAMP = "opened"  # the name of the field that carries when the page was made

FASTEST_PRESS = timedelta(seconds=1)  # nobody reads a page and presses its button sooner
FASTEST_SUBMIT = timedelta(seconds=1)  # nobody starts, answers, checks and submits sooner; a text pasted whole takes ten times as long
PAGES_FROM_ONE_STAMP = 5  # a double click, the back button, a second tab; a script that asks for one page presses its button for ever
KEPT = timedelta(hours=2)  # longer than any span below; older counters are deleted


@dataclass(frozen=True)
class Limit:
    """How often something may be done in one span: by a person, and by what bears the signs of a machine."""

    span: timedelta  # divides a day, so that no span has two days' keys
    most: int
    most_suspicious: int


LIMITS = {
    # By address. The real call had 97 submissions in all; a training session of a hundred starts within minutes. High, for whoever is
    # refused may be a delegate who shares the address with a script. Suspicious is also a page made before an upgrade: a few pass.
    "start": Limit(timedelta(minutes=10), most=1000, most_suspicious=30),
    # By address. A person asks for the link once or twice; a help desk does so for others.
    "link": Limit(timedelta(minutes=10), most=60, most_suspicious=10),
    # By draft. Saved every few seconds by several people at once; the same for all, for nobody else is counted with them.
    "save": Limit(timedelta(minutes=1), most=120, most_suspicious=120),
    # By draft. Fifty presses of an impatient person are one submission and get one receipt.
    "submit": Limit(timedelta(minutes=1), most=120, most_suspicious=120),
    # By submission. A person writes an objection for each statement that reads them wrongly; the secretariat answers every one.
    "object": Limit(timedelta(minutes=10), most=60, most_suspicious=60),
}


class TooMany(Exception):
    """The limit of this span is reached and nothing was done; `until` is when the next span begins."""

    def __init__(self, until):
        super().__init__(f"the limit is reached until {until:%H:%M} UTC")
        self.until = until

    def seconds(self, now=None):
        """How long to wait, at least a second."""
        return max(1, -(-(self.until - (now or timezone.now())) // timedelta(seconds=1)))


@contextmanager
def counted(act, who, *, stamp="", suspicious=False, now=None):
    """Count an act and do it, in one transaction: what fails or is refused is not counted, and counting costs no second commit.

    `act` is one of LIMITS, `who` an address group or a draft's reference. With the `stamp` of the page that it came from, a
    page whose button is pressed again and again becomes suspicious. TooMany over the limit.
    """
    limit, now = LIMITS[act], now or timezone.now()
    window = span_of(now, limit.span)
    with transaction.atomic():
        if stamp and not suspicious:
            suspicious = Quota.objects.count_up(key_of("stamp", stamp, window), window) > PAGES_FROM_ONE_STAMP
        count = Quota.objects.count_up(key_of(f"{act} suspicious" if suspicious else act, who, window), window)
        if count > (limit.most_suspicious if suspicious else limit.most):
            raise TooMany(window + limit.span)
        yield


def span_of(now, span):
    """When the span that holds this instant began; spans are counted from midnight UTC."""
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    return midnight + (now - midnight) // span * span


def key_of(act, who, window):
    """A keyed hash in place of whoever it counts; the key is another each day, so that a row says nothing of the day before."""
    return salted_hmac(f"submissions.guard/{window:%Y-%m-%d}", f"{act}/{who}", algorithm="sha256").hexdigest()


def sweep(now=None):
    """Delete the counters that count nothing any more; return how many."""
    return Quota.objects.sweep((now or timezone.now()) - KEPT)


def stamp(now=None):
    """When a page is made, signed, for the page to carry; no two pages carry the same."""
    moment = (now or timezone.now()).timestamp()
    return Signer(salt="submissions.guard").sign(f"{moment:.3f}/{secrets.token_urlsafe(6)}")


def is_suspicious(*, trap, stamp, now=None):
    """Whether a post bears the signs of a machine: the trap is filled in, the page's time is missing or forged, or it came at once.

    However old a page is, it is a person's: it may have been open for days.
    """
    if trap:
        return True
    try:
        made = Signer(salt="submissions.guard").unsign(stamp).partition("/")[0]
    except BadSignature:
        return True
    return (now or timezone.now()) - datetime.fromtimestamp(float(made), UTC) < FASTEST_PRESS


def is_by_hand(*, trap, started, now=None):
    """Whether a draft was written and submitted by a person, as far as that can be told; the server's own clock tells how fast it went."""
    return not trap and (now or timezone.now()) - started >= FASTEST_SUBMIT


def client_address(remote, forwarded, proxies):
    """The client's address as the outermost of our proxies saw it.

    Each proxy appends to X-Forwarded-For whom it was called by, so with `proxies` of them the client is that many entries from the end;
    whatever stands before was written by the client and counts for nothing.
    """
    seen = [entry.strip() for entry in forwarded.split(",") if entry.strip()] if proxies else []
    return seen[-min(proxies, len(seen))] if seen else remote


def address_group(text):
    """What is counted as one client: an IPv4 address, the /64 of an IPv6 one; what is no address is one client altogether."""
    try:
        address = ip_address(without_port(text))
    except ValueError:
        return "unknown"
    address = getattr(address, "ipv4_mapped", None) or address
    return str(IPv6Network((int(address), 64), strict=False)) if isinstance(address, IPv6Address) else str(address)


def without_port(text):
    """An address as some proxies write it, "192.0.2.1:443" or "[2001:db8::1]:443", without the port."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
