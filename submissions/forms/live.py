"""What the script of a draft's page has to know: addresses, fingerprints, what is not saved yet, and every sentence it says."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from submissions import access
from submissions.forms import conflict, outline

SENTENCES = {
    # Translators: a time of the day follows, as in "Last saved 14:02."
    "saved": _("Last saved #."),
    "savedNow": _("Your draft is saved."),
    "typing": _("Not saved yet."),
    "refused": _("Some of it could not be saved:"),
    "toSettle": _("Choose which text to keep:"),
    "keptHere": _("A copy is kept in this browser."),
    "notKept": _("No copy can be kept in this browser, so leave the page open."),
    "offline": _("Not saved yet: the portal cannot be reached. It is tried again without your doing anything."),
    "busy": _("Not saved yet: the portal is busy. It is tried again without your doing anything."),
    "tooLong": _("Not saved: the text is longer than the portal can take."),
    "ended": _("Not saved: your session has ended. Open your private link again in a new window."),
    "openLink": _("Open your private link"),
    "sent": _("Somebody has submitted this draft, so it can no longer be changed. Copy what you typed since then."),
    "openReceipt": _("Open the receipt of what was sent"),
    "sessionEnds": _("Your session ends at #, because nothing was saved for a long time."),
    "stay": _("Stay"),
    "close": _("Close"),
    "changed": _("Someone else changed:"),
    "savedMeanwhile": _("Saved meanwhile by someone else:"),
    "empty": _("(empty)"),
    "keepMine": _("Keep my text"),
    "takeTheirs": _("Take their text"),
    "keepBoth": _("Keep both"),
    "found": _("Text that was not saved was found in this browser"),
    "typedAt": _("Typed: #."),
    "putBack": _("Put it back"),
    "discard": _("Discard"),
    "putAllBack": _("Put everything back"),
    "discardAll": _("Discard everything"),
    "yes": _("Yes"),
}


def page_facts(handle, form, *, saved, seconds_left):
    """The facts as JSON-ready data. `saved` are the draft's saved values; the form may hold others that are not saved yet."""
    values = {name: saved[name] for name in form.conflicts}
    return {
        "autosave": reverse("submissions:draft-autosave", args=(handle,)),
        "state": reverse("submissions:draft-state", args=(handle,)),
        "check": reverse("submissions:draft-check", args=(handle,)),
        "copy": access.copy_name(form.version.submission),
        "secondsLeft": seconds_left,
        "savedAt": form.version.saved_at.isoformat() if form.version.edition else None,
        "base": {name: conflict.fingerprint(value) for name, value in saved.items()},
        "unsaved": unsaved(form, saved),
        "isRefused": form.is_bound,
        "conflicts": {
            name: {"value": value, "shown": form.conflicts[name], "base": conflict.fingerprint(value)} for name, value in values.items()
        },
        "sentences": {**SENTENCES, **outline.sentences()},
    }


def unsaved(form, saved):
    """The names of the fields whose value in the page is not what the draft holds."""
    if form.is_bound:
        return [*form.errors, *(() if form.endorsers.is_valid() else ("endorsers",))]
    return [name for name in saved if conflict.comparable(form.saved[name]) != conflict.comparable(saved[name])]
