"""An Event in words: what was done, by whom, and which facts changed."""

from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from submissions.places import place_shown
from submissions.vocabulary import Channel, ConsentLevel

ACTS = {
    "submit": _("Submitted"),
    "late": _("Sent after the last moment, kept as late"),
    "admit late": _("Late text admitted"),
    "allow late": _("Allowed to submit late"),
    "extension": _("Holders of drafts told of the new closing time"),
    "stop reminders": _("Reminders stopped"),
    "resume reminders": _("Reminders switched on again"),
    "message": _("Message written to stakeholders"),
    "clarification": _("Clarification requested"),
    "enter": _("Entered by the secretariat"),
    "begin entry": _("Entry begun by the secretariat"),
    "correct": _("Corrected by the secretariat"),
    "import": _("Submissions imported"),
    "prepare": _("Prepared for a second person to approve"),
    "publish": _("Published"),
    "publish consenting": _("Published all that consent"),
    "consent": _("Consent recorded"),
    "take down": _("Public text taken down"),
    "endorser asked": _("An organization that joins was asked again"),
    "endorser confirmed": _("An organization that joins confirmed"),
    "endorser declined": _("An organization that joins declined"),
    "redact": _("Words redacted"),
    "remove redaction": _("Redaction removed"),
    "set aside": _("Set aside"),
    "take back": _("No longer set aside"),
    "in review": _("In review"),
    "withdraw submission": _("Submission withdrawn"),
    "send again": _("Sent again after withdrawal"),
    "erasure requested": _("Erasure requested"),
    "erasure declined": _("Erasure declined"),
    "erase": _("Erased"),
    "expire": _("What is kept no longer was deleted"),
    "resolve country": _("Country resolved"),
    "send link": _("Private link sent again"),
    "reveal link": _("Private link shown to the secretariat"),
    "replace link": _("Private link replaced"),
    "disowned": _("“This is not mine”, said whoever reads the mail of the contact address"),
    "signed off": _("Signed off as reviewed"),
    "opened again": _("Sign-off taken back, in review again"),
    "answers assigned": _("Answers assigned to a reader"),
    "answers taken back": _("Answers taken back from a reader"),
    "answer reopened": _("Answer taken up again"),
    "coding removed": _("Coding removed"),
    "move excerpts": _("Coded passages moved to a newer version"),
    "confirm excerpt": _("Coded passage confirmed in its new words"),
    "place excerpt": _("Coded passage placed by hand"),
    "drop excerpt": _("Coded passage dropped"),
    "undo excerpt": _("What was done to a coded passage taken back"),
    "coding undone": _("Coding taken back by its coder"),
    "coding restored": _("Removal of a coding taken back"),
    "translations entered": _("Unofficial translations entered for the desk"),
    "memo removed": _("Memo removed"),
    "add code": _("Code added"),
    "edit code": _("Codes changed"),
    "merge code": _("Code merged into another"),
    "split code": _("Code split"),
    "move code": _("Code moved"),
    "retire code": _("Code retired"),
    "recode": _("Quotes of a split code given to its parts"),
    "undo codebook change": _("Change of the codebook undone"),
    "publish codebook": _("Version of the codebook published"),
    "summary told": _("Stakeholders told of an edition of the summary"),
    "objection raised": _("Summary contested by a stakeholder"),
    "objection answered": _("Objection to the summary answered"),
    "keep template": _("Word template of the summary kept"),
    "own template again": _("Word template of the summary given up"),
    "confirm campaign": _("Answers confirmed to be one campaign"),
    "take back campaign": _("Campaign taken back"),
    "statement status": _("Statement of the summary approved, or put back"),
    "remove section": _("Section of the summary taken away"),
    "prepare edition": _("Edition of the summary prepared for a second person"),
    "issue edition": _("Edition of the summary issued"),
    "discard edition": _("Prepared edition of the summary discarded"),
    "export": _("Exported"),
    "pause": _("Publication paused"),
    "resume": _("Publication resumed"),
    "add call": _("Call added"),
    "edit call": _("Call changed"),
    "copy call": _("Call copied"),
    "load definition": _("Call loaded from a definition"),
    "add question": _("Question added"),
    "edit question": _("Question changed"),
    "remove question": _("Question removed"),
    "add option": _("Option added"),
    "edit option": _("Option changed"),
    "remove option": _("Option removed"),
    "pause publication": _("Publication of the call paused"),
    "resume publication": _("Publication of the call resumed"),
    "replay withdrawal": _("Withdrawal made after the backup done again"),
    "add account": _("Account of staff added"),
    "change account": _("Account of staff changed"),
    "set password": _("Password of an account of staff set"),
    "remove second factor": _("Second factor of an account of staff removed"),
    "add group": _("Group of staff added"),
    "change group": _("Group of staff changed"),
    "remove group": _("Group of staff removed"),
}
ROLES = {
    "stakeholder": _("Stakeholder"),
    "endorser": _("Organization that joins"),
    "staff": _("Secretariat"),
    "command": _("Command line"),
}
FACTS = {  # in the order in which they are told
    "opens_at": _("opens at"),
    "closes_at": _("closes at"),
    "time_zone": _("time zone"),
    "grace_minutes": _("grace, minutes"),
    "late_until": _("may be late until"),
    "mails": _("mails"),
    "is_listed": _("visible to the public"),
    "needs_second_person": _("publishing takes two people"),
    "objection_days": _("days to contest the summary"),
    "slug": _("short name in addresses"),
    "privacy_notice": _("privacy notice"),
    "licence": _("licence of the open data"),
    "entered": _("entered"),
    "drafts": _("drafts"),
    "contacts": _("contacts"),
    "sessions": _("sessions"),
    "published": _("published"),
    "left": _("left as they are"),
    "language": _("language"),
    "replaced": _("replaced"),
    "what": _("file"),
    "format": _("format"),
    "rows": _("rows"),
    "not_as_quoted": _("rows that do not quote their answer"),
    "lost": _("lost, to place by hand"),
    "changed": _("words changed, to confirm"),
    "exact": _("exact"),
    "anchor": _("anchor"),
    "codebook": _("what was done"),
    "codings": _("codings"),
    "from": _("copy of"),
    "fields": _("changed"),
    "number": _("number"),
    "version": _("version"),
    "edition": _("edition of the summary"),
    "statement": _("statement"),
    "unread": _("answers not read"),
    "answers": _("answers"),
    "consent": _("consent"),
    "channel": _("channel"),
    "question": _("question"),
    "option": _("option"),
    "reason": _("as"),
    "country": _("country"),
    "region": _("region"),
    "account": _("account"),
    "type": _("type"),
    "group": _("group"),
    "groups": _("groups"),
    "permissions": _("permissions"),
    "is_active": _("active"),
}
# Keys of rows, places in a text, and a hash.
NOT_FOR_READING = ("hash", "coding", "codings", "excerpt", "code", "coder", "answer", "start", "end", "places", "merged")


def act_of(event):
    """What was done, as a person says it."""
    return ACTS.get(event.verb, event.verb)


def actor_of(event):
    """Who did it: a user's name, or the role of one who has none."""
    role = ROLES.get(event.actor_role, event.actor_role)
    if event.actor and event.actor_role != "staff":
        return f"{event.actor} ({role})"
    return event.actor or role


def facts_of(event):
    """What changed and from what, in one line; "" where there is nothing to tell."""
    names = sorted({*event.before, *event.after}, key=lambda name: (*FACTS, name).index(name))
    told = [fact(name, event.before.get(name), event.after.get(name)) for name in names if name not in NOT_FOR_READING]
    return "; ".join(told)


def fact(name, before, after):
    label, was, now = FACTS.get(name, name.replace("_", " ")), worded(name, before), worded(name, after)
    if was == now == "…":
        return gettext("%(fact)s changed") % {"fact": label}
    return f"{label}: {was} → {now}" if was and now else f"{label}: {was or now or '–'}"


def worded(name, value):
    """The value of a fact for the eye."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(FACTS.get(item, item)) for item in value)
    if value in ("True", "False"):
        return gettext("yes") if value == "True" else gettext("no")
    if name == "consent":
        return str(dict(ConsentLevel.choices).get(value, value))
    if name == "channel":
        return str(dict(Channel.choices).get(value, value))
    if name == "country":
        return place_shown(value, value)
    return instant(value) if name.endswith(("_at", "_until")) else str(value)


def instant(value):
    """A written instant, day first, in UTC; as it is where it is none."""
    try:
        return f"{date_format(datetime.fromisoformat(value).astimezone(UTC), 'DATETIME_FORMAT')} UTC"
    except (TypeError, ValueError):
        return value
