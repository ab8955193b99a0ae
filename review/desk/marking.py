"""Answers as the workspace draws them: the text cut at its marks, the codings and memos on each, what was lost, who reads it."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from review.anchoring import segments, sentences
from review.desk.drawing import text_html
from review.models.codebook import Code
from review.models.coding import Coding, Excerpt
from review.models.memo import Memo
from review.models.reading import Assignment
from submissions.models.submission import Answer

ROOM_OF_A_LABEL = 120  # characters of text beside which a label in the margin has room; with less, labels stand within the lines


@dataclass(frozen=True)
class Mark:
    """An excerpt as the page draws it, with the codings and memos on it."""

    excerpt: Excerpt
    codings: tuple
    memos: tuple = ()

    @property
    def start(self):
        return self.excerpt.start

    @property
    def end(self):
        return self.excerpt.end

    @property
    def is_changed(self):
        return self.excerpt.anchor == Excerpt.Anchor.CHANGED


@dataclass(frozen=True)
class Marked:
    """The text of an answer with its marks, in the order of the text; together the pieces are the text."""

    answer: Answer
    marks: tuple
    pieces: tuple

    @property
    def is_dense(self):
        return len(self.marks) * ROOM_OF_A_LABEL > len(self.answer.text)


@dataclass(frozen=True)
class Sentence:
    value: str
    text: str


@dataclass(frozen=True)
class Read:
    """One answer to read: its text with marks, and what stands beside it."""

    answer: Answer
    marked: Marked
    text: str
    chosen: tuple
    sentences: tuple
    translations: tuple
    lost: tuple
    assignments: tuple


def may_remove(user, coding):
    """What one may put one may take away; what others put, with the permission to delete codings."""
    return (coding.coder_id == user.pk and user.has_perm("review.add_coding")) or user.has_perm("review.delete_coding")


def marked(answer, user):
    """The Marked of one answer, in two queries."""
    return draw(answer, marks_on([answer], user)[answer.pk])


def reads(version, user, walk):
    """(the answers of a version as Reads, in a walk by question that one alone; the lost Marks of questions without an answer now).

    Nine queries for any number of them.
    """
    answers = version.answers_in_order().prefetch_related("question__options", "translations")
    answers = list(answers.filter(question=walk.question) if walk.question else answers)
    marks = marks_on(answers, user)
    lost = lost_of(version.submission_id, user)
    held = defaultdict(list)
    now = timezone.now()
    for assignment in Assignment.objects.filter(answer__in=answers).select_related("reader"):
        assignment.is_mine = assignment.reader_id == user.pk
        if assignment.done_at or assignment.lease_until > now or assignment.is_mine:
            held[assignment.answer_id].append(assignment)
    drawn = {answer.pk: draw(answer, marks[answer.pk]) for answer in answers}
    found = [
        Read(
            answer=answer,
            marked=drawn[answer.pk],
            text=text_html(drawn[answer.pk], user=user, walk=walk),
            chosen=tuple(answer.question.labels_of(answer.choices)),
            sentences=sentences_of(answer),
            translations=tuple(answer.translations.all()),
            lost=tuple(lost.pop(answer.question_id, ())),
            assignments=tuple(held[answer.pk]),
        )
        for answer in answers
    ]
    return found, [mark for marks in lost.values() for mark in marks if not walk.question]


def draw(answer, marks):
    return Marked(answer=answer, marks=tuple(marks), pieces=tuple(segments(answer.text, marks)))


def sentences_of(answer):
    text = answer.text
    return tuple(Sentence(f"{answer.pk}:{start}:{end}", text[start:end].strip()) for start, end in sentences(text, answer.language))


def marks_on(answers, user):
    """{key of an answer: its Marks}: excerpts that bear codes or memos and whose place is known."""
    codings = Coding.objects.filter(removed_at=None, excerpt__answer__in=answers).exclude(excerpt__anchor=Excerpt.Anchor.LOST)
    memos = Memo.objects.filter(excerpt__answer__in=answers).exclude(excerpt__anchor=Excerpt.Anchor.LOST)
    found = defaultdict(list)
    for mark in put_together(codings, memos, user):
        found[mark.excerpt.answer_id].append(mark)
    return found


def lost_of(submission, user):
    """{key of a question: the Marks whose words a newer version of the answer no longer has}, to be placed by hand."""
    lost = {"excerpt__answer__submission": submission, "excerpt__anchor": Excerpt.Anchor.LOST}
    found = defaultdict(list)
    marks = put_together(Coding.objects.filter(removed_at=None, **lost), Memo.objects.filter(**lost), user)
    questions = dict(Answer.objects.filter(submission=submission).values_list("pk", "question"))
    for mark in marks:
        found[questions[mark.excerpt.answer_id]].append(mark)
    return found


def put_together(codings, memos, user):
    """Marks in the order of their text, from the codings and the memos on their excerpts."""
    codings = codings.select_related("excerpt", "code", "coder").order_by("code__facet", "code__position", "pk")
    memos = memos if user.has_perm("review.view_memo") else memos.none()
    excerpts, put, written = {}, defaultdict(list), defaultdict(list)
    for coding in codings:
        coding.removable = may_remove(user, coding)
        excerpts.setdefault(coding.excerpt_id, coding.excerpt)
        put[coding.excerpt_id].append(coding)
    for memo in memos.select_related("excerpt", "written_by").order_by("written_at", "pk"):
        excerpts.setdefault(memo.excerpt_id, memo.excerpt)
        written[memo.excerpt_id].append(memo)
    in_order = sorted(excerpts.values(), key=lambda excerpt: (excerpt.answer_id, excerpt.start, excerpt.end))
    return [Mark(excerpt, tuple(put[excerpt.pk]), tuple(written[excerpt.pk])) for excerpt in in_order]


def facets(call):
    """(label, codes) of each facet that has codes to put; a sub-line follows the code it is part of."""
    codes = Code.objects.active().filter(call=call).in_tree_order()
    return [(Code.Facet(facet).label, list(group)) for facet, group in groupby(codes, lambda code: code.facet)]
