"""Where the reading of a call's answers stands: by question, by language and by person. Each answer is read, held or free (I12)."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from review.assigning import readers, to_read
from review.models.coding import Coding
from review.models.reading import Assignment


@dataclass(frozen=True)
class Standing:
    """answers = read + held + free; coded ≤ answers. `of` is the question's key or the language, None for all."""

    of: object = None
    answers: int = 0
    read: int = 0
    held: int = 0
    coded: int = 0

    @property
    def free(self):
        return self.answers - self.read - self.held

    def __add__(self, other):
        added = {name: getattr(self, name) + getattr(other, name) for name in ("answers", "read", "held", "coded")}
        return replace(self, **added)


@dataclass(frozen=True)
class Reading:
    """The Standing of all answers, and of those to each question and in each language, which add up to it."""

    total: Standing
    questions: dict = field(default_factory=dict)
    languages: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """assigned = done + held + run out, of answers that are still to be read; `last` is when the person last finished one, or coded."""

    user: object
    assigned: int = 0
    done: int = 0
    held: int = 0
    codings: int = 0
    last: datetime | None = None

    @property
    def run_out(self):
        return self.assigned - self.done - self.held


def reading(call):
    """The Reading of a call, in one query."""
    assignments = Assignment.objects.filter(answer=OuterRef("pk"))
    is_read = Exists(assignments.filter(done_at__isnull=False))
    is_held = Exists(assignments.filter(done_at=None, lease_until__gt=timezone.now()))
    is_coded = Exists(Coding.objects.filter(excerpt__answer=OuterRef("pk"), removed_at=None).order_by())
    answers = to_read(call).order_by().alias(is_read=is_read, is_held=is_held, is_coded=is_coded)
    rows = answers.values("question", "language").annotate(
        answers=Count("pk"),
        read=Count("pk", filter=Q(is_read=True)),
        held=Count("pk", filter=Q(is_read=False, is_held=True)),
        coded=Count("pk", filter=Q(is_coded=True)),
    )
    total, questions, languages = Standing(), {}, {}
    for row in rows:
        question, language = row.pop("question"), row.pop("language")
        part = Standing(**row)
        total += part
        questions[question] = questions.get(question, Standing(question)) + part
        languages[language] = languages.get(language, Standing(language)) + part
    return Reading(total, questions, dict(sorted(languages.items(), key=lambda pair: (-pair[1].answers, pair[0]))))


def people(call):
    """Everybody who may read, and who read or coded before, as Persons by name, in four queries for any number."""
    now = timezone.now()
    assigned = Assignment.objects.filter(answer__in=to_read(call)).order_by().values("reader")
    counted = {
        row.pop("reader"): row
        for row in assigned.annotate(
            assigned=Count("pk"),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            held=Count("pk", filter=Q(done_at=None, lease_until__gt=now)),
            last=Max("done_at"),
        )
    }
    for row in Coding.objects.of(call).order_by().values("coder").annotate(codings=Count("pk"), latest=Max("created_at")):
        facts = counted.setdefault(row["coder"], {"last": None})
        facts["codings"] = row["codings"]
        facts["last"] = max(row["latest"], facts["last"] or row["latest"])
    found = {user.pk: user for user in (*readers(), *get_user_model().objects.filter(pk__in=counted))}
    persons = [Person(user, **counted.get(key, {})) for key, user in found.items()]
    return sorted(persons, key=lambda person: (person.user.get_full_name() or person.user.username).casefold())
