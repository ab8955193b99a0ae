"""Which passages of public copies the document quotes, and where they stand in them. Nothing else is ever quoted."""

from collections import Counter, defaultdict
from dataclasses import replace

from django.db.models import F
from django.db.models.functions import Length, StrIndex
from django.utils.translation import get_language

from review import counting
from review.document import wording
from review.document.parts import Link, Quote
from review.document.quotes import Candidate, choose, passage
from review.models import Coding, Excerpt
from submissions.dataset import absolute
from submissions.models import PublishedAnswer
from submissions.paper.words import words
from submissions.texts import one_line

QUOTES = 6  # a section
LINKED = 100  # public numbers of one line that lead to their pages
PUBLIC_COPY = "excerpt__answer__submission__publication"


def quotes_by_question(call, questions, raised):
    """Question key → its Quotes: of passages that were coded, and where none is, of how answers begin; none while publication is paused."""
    if call.is_paused:
        return {}
    wanted = {question.pk for question in questions}
    coded = {key: found for key, found in coded_candidates(call).items() if key in wanted}
    pool = answer_candidates(call, [question.pk for question in questions if question.pk not in coded]) | coded
    quoted, picked = Counter(), {}
    for question in questions:
        chosen = choose(pool.get(question.pk, ()), raised.get(question.pk, {}), most=QUOTES, quoted=quoted)
        picked[question.pk] = sorted(chosen, key=lambda candidate: candidate.number)
    spans = spans_of_excerpts([c.key for key in coded for c in picked[key]])
    answers = spans_of_answers([c.key for key in picked.keys() - coded.keys() for c in picked[key]])
    return {
        key: [quote(*found[c.key]) for c in chosen if c.key in found]
        for key, chosen in picked.items()
        for found in (spans if key in coded else answers,)
    }


def coded_candidates(call):
    """Question key → Candidates keyed by excerpt: quotable passages that the public copy of the same answer holds word for word."""
    rows = (
        Coding.objects.of(call)
        .quotable()
        .filter(
            excerpt__answer__submission__in=counting.counted_submissions(call),
            **{f"{PUBLIC_COPY}__withdrawn_at": None, f"{PUBLIC_COPY}__answers__question": F("excerpt__answer__question")},
        )
        .annotate(at=StrIndex(f"{PUBLIC_COPY}__answers__text", "excerpt__quote"), length=Length("excerpt__quote"))
        .filter(at__gt=0)
        .values_list(
            "excerpt",
            "excerpt__answer__question",
            f"{PUBLIC_COPY}__number",
            f"{PUBLIC_COPY}__stakeholder_type",
            "excerpt__answer__language",
            "length",
            "code",
        )
        .order_by("excerpt", "code")
    )
    codes, facts = defaultdict(set), {}
    for excerpt, question, *rest, code in rows.iterator(chunk_size=2000):
        codes[excerpt].add(code)
        facts[excerpt] = (question, *rest)
    table = defaultdict(list)
    for excerpt, (question, *rest) in facts.items():
        table[question].append(Candidate(excerpt, *rest, codes=frozenset(codes[excerpt])))
    return table


def answer_candidates(call, questions):
    """Question key → Candidates keyed by published answer, for questions without a coded passage."""
    rows = (
        PublishedAnswer.objects.filter(
            counting.says_something("text"),
            question__in=questions,
            publication__withdrawn_at=None,
            publication__submission__in=counting.counted_submissions(call),
        )
        .values_list("question", "pk", "publication__number", "publication__stakeholder_type", "language", Length("text"))
        .order_by("pk")
    )
    table = defaultdict(list)
    for question, *facts in rows.iterator(chunk_size=2000):
        table[question].append(Candidate(*facts))
    return table


def spans_of_excerpts(keys):
    """Excerpt key → (published answer, start, end): where its words stand in the public copy."""
    wanted = list(Excerpt.objects.filter(pk__in=keys).values_list("pk", "quote", "answer__submission", "answer__question"))
    answers = PublishedAnswer.objects.filter(
        publication__withdrawn_at=None, publication__submission__in={row[2] for row in wanted}, question__in={row[3] for row in wanted}
    ).select_related("publication__call", "question")
    copies = {(answer.publication.submission_id, answer.question_id): answer for answer in answers}
    found = {}
    for key, words_coded, submission, question in wanted:
        answer = copies.get((submission, question))
        start = answer.text.find(words_coded) if answer else -1
        if start >= 0:
            found[key] = (answer, start, start + len(words_coded))
    return found


def spans_of_answers(keys):
    """Key → (published answer, start, end) of the whole answer."""
    answers = PublishedAnswer.objects.filter(publication__withdrawn_at=None, pk__in=keys).select_related("publication__call", "question")
    return {answer.pk: (answer, 0, len(answer.text)) for answer in answers}


def quote(answer, start, end):
    """A Quote of a span of a public copy, under the name it is published with; an anonymous one says its stakeholder type."""
    publication = answer.publication
    name = name_of(publication)
    if publication.is_anonymous:
        name = replace(name, text=f"{name.text} ({wording.type_label(publication.stakeholder_type)})")
    source, address = wording.source(publication.number), absolute("published", publication.call.slug, publication.number)
    tail = (wording.comma(), Link(source, f"{address}#{answer.question.identifier}"))
    return Quote(words(passage(answer.text, start, end), answer.language), name, source, tail)


def name_of(publication):
    """The name a submission is published under; "Anonymous" is in the document's language."""
    return words(one_line(publication.display_name), get_language() if publication.is_anonymous else publication.language)


def linked(line, slug, question=None):
    """A line of `wording` in pieces: each public number in it leads to its page, to the answer to the question, if there is one, unless
    they are so many that nobody follows them.

    Forty thousand links make a PDF file of 36 MB. The annex of published submissions holds every address.
    """
    pieces = line.split(wording.MARK)
    if len(pieces) // 2 > LINKED:
        return ("".join(pieces),)
    at_answer = f"#{question.identifier}" if question else ""
    return tuple(
        Link(piece, absolute("published", slug, piece) + at_answer) if place % 2 else piece for place, piece in enumerate(pieces) if piece
    )
