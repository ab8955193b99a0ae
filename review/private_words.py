"""What of the summary's own words is not for the public, in sentences for the secretariat: pasted passages, names, words struck out.

A name counts where all its words stand in a row, and only if it is long enough not to be a word like others. What a live public copy says,
the call's own words, and names of countries and of kinds of stakeholders give nobody away.
"""

from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext, gettext_lazy, override
from django_countries import countries

from review.evidence import statements_of
from review.models.screening import Redaction
from review.pasting import grams, labels_of, own_words, pasted, texts_of
from review.redacting import SHORTEST_NAME
from submissions.models.endorsement import Endorser
from submissions.models.publication import Publication, PublishedAnswer
from submissions.models.submission import Submission, Version
from submissions.terms import IDEOGRAPH, words
from submissions.vocabulary import ConsentLevel, Region, Scope, StakeholderType, portal_language

ONE_WORD = 8  # characters of a name of one word, at least
NAMES = gettext_lazy(
    "%(place)s: “%(passage)s” is a name or an address of %(reference)s, which is not published under its name; leave it out."
)
STRUCK = gettext_lazy("%(place)s: “%(passage)s” was struck out in %(reference)s; leave it out.")


@dataclass(frozen=True)
class Secret:
    """Words that are not for the public, as written and as plain words; of which submission, and the sentence that says so."""

    written: str
    run: str
    reference: str
    sentence: str

    def is_said(self, text):
        """Whether a text, as `plain` gives it, says all of the words in a row."""
        return (self.run if IDEOGRAPH.match(self.run) else f" {self.run} ") in text


def private_words(call, summary):
    """A sentence for each passage that `pasted` tells of, then for each name, address and run of words struck out, with its first place."""
    statements = list(statements_of(call))
    line = gettext("%(place)s: “%(passage)s” stands in %(reference)s, which is not public; write it in your own words.")
    found = [line % vars(row) for row in pasted(call, summary, statements)]
    places = [(place, plain(text)) for place, text in chain(texts_of(summary, statements), labels_of(call))]
    for secret in said(call, summary, "".join(text for _place, text in places)):
        place = next((place for place, text in places if secret.is_said(text)), "")
        found.append(secret.sentence % {"place": place, "passage": secret.written, "reference": secret.reference})
    return found


def said(call, summary, text):
    """The Secrets that a text of plain words says and nothing open to all does."""
    known = set(text.split())
    likely = (row for row in chain(names_of(call), struck_in(call)) if IDEOGRAPH.match(row.run) or row.run.split()[0] in known)
    found = [secret for secret in dict.fromkeys(likely) if secret.is_said(text)]
    for public in open_to_all(call, summary) if found else ():
        held = plain(public)
        found = [secret for secret in found if not secret.is_said(held)]
    return found


def plain(text):
    """A text as its plain words, each between two spaces."""
    return f" {' '.join(words(text))} "


def names_of(call):
    """Secrets: the names and addresses of the received submissions that are not published under their name, and of those who join them."""
    named = Publication.objects.standing().filter(call=call, level=ConsentLevel.NAMED)
    shy = Submission.objects.received().filter(call=call).exclude(pk__in=named.values("submission"))
    sent = Version.objects.filter(submission__in=shy, submitted_at__isnull=False)
    rows = [
        *shy.values_list("reference", "contact_name"),
        *shy.values_list("reference", "contact_email"),
        *sent.values_list("submission__reference", "stakeholder_name"),
        *Endorser.objects.filter(version__in=sent).values_list("version__submission__reference", "name"),
    ]
    for reference, name in rows:
        found = words(name)
        if len(found) > 1 or any(len(word) >= (SHORTEST_NAME if IDEOGRAPH.match(word) else ONE_WORD) for word in found):
            yield Secret(name.strip(), " ".join(found), reference, NAMES)


def struck_in(call):
    """Secrets: the words struck out in answers to the call; of a passage that counts as pasted `pasted` tells."""
    struck = Redaction.objects.live().filter(answer__submission__call=call)
    for reference, quote in struck.order_by("pk").values_list("answer__submission__reference", "quote"):
        run = " ".join(words(quote))
        if len(run) >= SHORTEST_NAME and not any(grams(quote)):
            yield Secret(quote.strip(), run, reference, STRUCK)


def open_to_all(call, summary):
    """Texts that anybody may read or know, those of the public copies last."""
    with override(portal_language(call.base_language)):
        lists = (countries, StakeholderType.choices, Scope.choices, Region.choices)
        yield from [str(label) for labels in lists for _value, label in labels]
    yield summary.author_line
    yield from own_words(call)
    yield from call.documents.values_list("title", flat=True)
    copies = Publication.objects.live().filter(call=call)
    for name, country, endorsers in copies.values_list("name", "country_as_written", "endorsers"):
        yield from (name, country, *(endorser["name"] for endorser in endorsers))
    answers = PublishedAnswer.objects.live().filter(publication__call=call)
    yield from answers.values_list("text", flat=True).iterator(chunk_size=2000)
