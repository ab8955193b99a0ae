"""What staff take out: every received submission with every column, and every coding. The public columns are `submissions/open_data.py`'s.

All streams read closed chunks by key: between two rows no cursor is open, so a slow reader never stands in a writer's way, and memory
holds one chunk at any size.
"""

from django.db.models import F, Q
from django.db.models.functions import Substr

from review.codebook_versions import named
from review.models.coding import Coding
from review.moving import move_excerpts
from review.progress import with_status
from submissions import open_data
from submissions.models.endorsement import Endorser
from submissions.models.event import record
from submissions.models.submission import Submission, VersionAnswer
from submissions.open_data import instant

CHUNK = 100  # submissions of the longest answers still fit in memory
PROFILE = ("stakeholder_name", "stakeholder_type", "scope", "country", "region", "language")
BEFORE_ANSWERS = (
    "external_id",
    *PROFILE,
    "contact_name",
    "contact_email",
    "channel",
    "received_at",
    "consent",
    "consent_attachments",
    "endorsers",
)
AFTER_ANSWERS = ("reference", "number", "state", "submitted_at", "late", "published_at", "status", "set_aside_as")
READ = (  # what a record is made of; values, for instances take most of an export's time
    *("external_id", "contact_name", "contact_email", "channel", "received_at", "reference", "state", "current_version"),
    *(f"current_version__{field}" for field in (*PROFILE, "country_as_written", "submitted_at")),
    *("consent__level", "consent__attachments"),
    *("publication__number", "publication__published_at", "publication__withdrawn_at"),
    *("status", "review__set_aside_reason"),
)
SENT = "excerpt__answer__submission"
CODING = {  # column → where it is read
    "reference": f"{SENT}__reference",
    "number": f"{SENT}__publication__number",
    "external_id": f"{SENT}__external_id",
    "question": "excerpt__answer__question__identifier",
    "start": "excerpt__start",
    "end": "excerpt__end",
    "quote": "excerpt__quote",
    "code": "code__identifier",
    "notation": "code__notation",
    "label": "code__label",
    "facet": "code__facet",
    "coder": "coder__username",
    "created_at": "created_at",
    "consent": f"{SENT}__consent__level",
    "anchor": "excerpt__anchor",
    "part_of": "code__parent__identifier",
    **{column: f"{SENT}__current_version__{column}" for column in PROFILE},
    "set_aside_as": f"{SENT}__review__set_aside_reason",
    "withdrawn_at": f"{SENT}__withdrawn_at",
    "verified": "is_verified",
}
CODING_COLUMNS = (*CODING, "codebook")


def chunks(queryset, size=None):
    """The rows of a queryset in lists by key; each list is one closed query."""
    last = 0
    while rows := list(queryset.filter(pk__gt=last).order_by("pk")[: size or CHUNK]):
        yield rows
        last = rows[-1].pk


def internal_records(call):
    """Every received submission of the call, at its newest version, as the contract's record plus what only staff see.

    The record is the import's: a file of these enters the same submissions elsewhere, but for those whose `status` says that they
    are set aside. Drafts are not in it: nobody sent them.
    """
    questions = call.questions.in_bulk()
    submissions = Submission.objects.received().filter(call=call)
    for chunk in chunks(submissions.only("pk")):
        rows = with_status(submissions).filter(pk__in=[submission.pk for submission in chunk]).order_by("pk").values(*READ)
        rows = [{column.removeprefix("current_version__"): value for column, value in row.items()} for row in rows]
        versions = [row["current_version"] for row in rows]
        answers, endorsers = answers_of(versions, questions), endorsers_of(versions)
        for row in rows:
            version = row["current_version"]
            yield internal_record(call, row, endorsers.get(version, []), answers.get(version, {}))


def endorsers_of(versions):
    """{version's key: its endorsers as the contract writes them, each with its status; those who declined as well}."""
    found = {}
    for endorser in Endorser.objects.filter(version__in=versions).with_reply():
        country = endorser.country or endorser.country_as_written
        status = endorser.reply or open_data.UNCONFIRMED
        written = {"name": endorser.name, "stakeholder_type": endorser.stakeholder_type, "country": country, "status": status}
        found.setdefault(endorser.version_id, []).append(written)
    return found


def answers_of(versions, questions):
    """{version's key: {question identifier: answer as the contract writes it}}, in the order of the questions, without blank ones.

    Read as values: making rows into model instances took three quarters of an export's time.
    """
    links = VersionAnswer.objects.filter(version__in=versions).order_by("question__position", "question_id")
    found = {}
    for version, question, text, choices in links.values_list("version_id", "question_id", "answer__text", "answer__choices"):
        if text.strip() or choices:
            question = questions[question]
            whole = {"choices": choices, "text": text} if choices or question.has_choices else text
            found.setdefault(version, {})[question.identifier] = whole
    return found


def internal_record(call, row, endorsers, answers):
    """One submission as plain data, its columns in the order of `internal_columns`; `row` holds the values of READ."""
    published = row["publication__published_at"] if row["publication__withdrawn_at"] is None else None
    return {
        "external_id": row["external_id"],
        **{field: row[field] for field in PROFILE},
        "country": row["country"] or row["country_as_written"],
        "contact_name": row["contact_name"],
        "contact_email": row["contact_email"],
        "channel": row["channel"],
        "received_at": instant(row["received_at"]),
        "consent": row["consent__level"],
        "consent_attachments": row["consent__attachments"],
        "endorsers": endorsers,
        "answers": answers,
        "reference": row["reference"],
        "number": row["publication__number"],
        "state": row["state"],
        "submitted_at": instant(row["submitted_at"]),
        "late": call.is_late(row["received_at"]),
        "published_at": instant(published),
        "status": row["status"],
        "set_aside_as": row["review__set_aside_reason"] or "",
    }


def internal_columns(call):
    """The columns of CSV and XLSX: `choices:<identifier>` stands before `answer:<identifier>` where a question offers options."""
    return [*BEFORE_ANSWERS, *open_data.answer_columns(call), *AFTER_ANSWERS]


def internal_rows(call):
    """The records as dicts of column to text."""
    return (open_data.flat(record) for record in internal_records(call))


def internal_csv(call, *, by=None):
    """The internal CSV in encoded pieces; once it ends, or is broken off, an Event says how many rows went out."""
    return open_data.csv_lines(internal_columns(call), Recorded(internal_rows(call), call=call, what="internal", format="csv", by=by))


def coding_records(call, codings=None):
    """Every live coding of the call, or those of a queryset: whose answer, which span, which code of which codebook, by whom and when.

    `anchor` tells how sure its place is; each quote is compared once more with the span of its answer (`verified`). Lost passages are
    not in it: see `moving.to_place`.
    The chunks are those of all codings: looking for the next ones of a call would read the call's whole codebook each time.
    """
    move_excerpts(call)
    codebook = named(call)
    slice_now = Substr("excerpt__answer__text", F("excerpt__start") + 1, F("excerpt__end") - F("excerpt__start"))
    codings = Coding.objects.of(call) if codings is None else codings
    codings = codings.annotate(is_verified=Q(excerpt__quote=slice_now)).order_by("pk")
    for chunk in chunks(Coding.objects.only("pk"), 1000):
        for row in codings.filter(pk__range=(chunk[0].pk, chunk[-1].pk)).values_list(*CODING.values()):
            record = dict(zip(CODING, row, strict=True))
            instants = {name: instant(record[name]) for name in ("created_at", "withdrawn_at")}
            yield {**record, **instants, "set_aside_as": record["set_aside_as"] or "", "codebook": codebook}


class Recorded:
    """Rows on their way out, counted; after the last of them, or where the reader broke off, an Event tells of the export.

    Of rows that were verified, `failed` are those that do not quote their answer.
    """

    def __init__(self, rows, *, call, what, format, by=None):
        self.rows, self.count, self.failed = rows, 0, None
        self.event = {"call": call, "by": by}
        self.facts = {"what": what, "format": format}

    def __iter__(self):
        try:
            for row in self.rows:
                self.count += 1
                if "verified" in row:
                    self.failed = (self.failed or 0) + (not row["verified"])
                yield row
        finally:
            verified = {} if self.failed is None else {"not_as_quoted": self.failed}
            record("export", **self.event, after={**self.facts, "rows": self.count, **verified})
