"""A summary that may be final, and editions of it, made through the portal's own verbs."""

from django.utils import timezone

from review.codebook_versions import publish_version
from review.document.frozen import frozen
from review.document.outline import outline
from review.editions import FILES, issue, prepare
from review.models import Coding, Edition, EditionFile, Evidence, Statement, Summary
from review.models.coding import code_excerpt
from review.models.summary import give_sections
from review.statements import set_status
from submissions.models import PublishedEdition, Submission
from tests.make import make_code, make_publication, make_staff, make_submission

TEXT = "Boats came to every village of {name}."


def make_summary(call, names=("Delta Council", "Lake Board", "River Union"), *, title="On rivers"):
    """A summary whose one statement rests on a publication of each of these names and is approved; returns it. The codebook is
    published as well."""
    summary = Summary.objects.create(call=call, title=title)
    give_sections(summary)
    statement = Statement.objects.create(
        section=summary.sections.first(), position=100, lead="Boats", text="{quantity} named boats, such as {quote}."
    )
    for name in names:
        support(statement, name)
    approve(statement)
    if call.codes.exists():
        publish_version(call)
    return summary


def support(statement, name, *, consent="named", published=True, role="supports", text=TEXT, **draft):
    """A submission whose passage stands under a statement, published where it consents; returns the submission."""
    call, said = statement.section.summary.call, text.format(name=name)
    make = make_publication if published and consent != "none" else make_submission
    made = make(call, name, consent, answers={statement.section.question.identifier: said}, **draft)
    submission = Submission.objects.get(pk=getattr(made, "submission_id", made.pk))
    code = call.codes.first() or make_code(call)
    excerpt = code_excerpt(submission.all_answers.first(), start=0, end=len(said), quote=said, codes=[code], by=person("coder"))
    Evidence.objects.create(statement=statement, excerpt=excerpt, role=role)
    return submission


def person(name):
    found = Coding._meta.get_field("coder").related_model.objects.filter(username=name).first()
    return found or make_staff(name)


def approve(*statements):
    """By one who wrote none of them."""
    for statement in statements:
        set_status(Statement.objects.get(pk=statement.pk), Statement.Status.APPROVED, by=person("approver"))


def make_edition(summary):
    """An edition prepared by one and issued by another; returns it."""
    edition = prepare(summary, by=None)
    return issue(edition, by=person("publisher"), seen=edition.fingerprint)


def make_bare_edition(summary, number, *, issued=False):
    """The row of an edition, with files, whatever stands in its way; it rests on nothing."""
    now, made = timezone.now(), outline(summary.call)
    edition = Edition.objects.create(
        summary=summary,
        number=number,
        published=PublishedEdition.objects.create(call=summary.call, number=number, issued_at=now) if issued else None,
        outline=frozen(made),
        inputs={"copies": {}, "statements": {}, "printed": [], "frame": "", "codebook": "", "rule": ""},
        prepared_at=now,
    )
    content = {format: made_as(summary.call, made) for format, made_as in FILES.items()}
    EditionFile.objects.bulk_create(EditionFile(edition=edition, format=format, content=data) for format, data in content.items())
    return edition
