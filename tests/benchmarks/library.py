"""A library of published submissions on a private PostgreSQL cluster, filled by COPY: ten answers of about 300 characters each.

Languages, countries and sentences are those of `generate`. The submissions behind the copies are empty: no public page reads them.
"""

import contextlib
import os
import random
import tempfile
from datetime import timedelta
from itertools import count as counting

from tests.benchmarks.ground import ROOT, SLUG, say
from tests.serving import Portal
from tests.tools import postgresql

QUESTIONS = 10
LENGTH = 300  # characters of an answer, about
POOL = 500  # answers of each language; every one of them is used again and again
RARE = 10_000  # one in so many submissions holds the rare word
RARE_WORD = "zirconium"
WEEK = timedelta(weeks=1)


@contextlib.contextmanager
def library(count, *, port=None):
    """A running portal on a cluster that holds `count` publications; Django is set up for this process on the same database."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-library-"))
        portal = Portal(folder, port=port, DATABASE_URL=stack.enter_context(postgresql()))
        portal.manage("migrate", "--verbosity", "0")
        portal.manage("collectstatic", "--no-input", "--verbosity", "0")
        portal.manage("loadcall", str(ROOT / "submissions" / "calls" / f"{SLUG}.toml"))
        os.environ.update(portal.environment, DJANGO_SETTINGS_MODULE="wsisportal.settings")
        import django

        django.setup()
        fill(count)
        yield stack.enter_context(portal.running())


def fill(count):
    from django.db import connection
    from django.utils import timezone

    from submissions.models import Call, Publication, PublishedAnswer, PublishedFigure, Submission

    with connection.cursor() as cursor:  # the search index is filled in few large steps
        cursor.execute("SET gin_pending_list_limit = '256MB'; SET maintenance_work_mem = '256MB'")
    call, now = Call.objects.get(slug=SLUG), timezone.now()
    questions = list(call.questions.all()[:QUESTIONS])
    while len(questions) < QUESTIONS:
        questions.append(
            call.questions.create(identifier=f"more-{len(questions)}", position=100 + len(questions), heading="More", text="?")
        )
    pools, chance = answer_pools(questions[0]), random.Random(count)  # noqa: S311 (nothing secret)
    copy_in(Submission, (Submission(pk=key, call=call, reference=f"B{key}") for key in range(1, count + 1)))
    chosen = [pick(chance, pools) for _number in range(count)]
    copy_in(Publication, (publication(call, key, now, *row) for key, row in enumerate(chosen, 1)))
    keys = counting(1)
    copy_in(
        PublishedAnswer,
        (
            PublishedAnswer(pk=next(keys), publication_id=key, question_id=question.pk, text=text, language=language)
            for key, (language, *_facts, answers) in enumerate(chosen, 1)
            for question, (text, _terms) in zip(questions, answers, strict=True)
        ),
    )
    PublishedFigure.objects.update_or_create(call=call, name="received", defaults={"value": count})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    say(f"{count:,} published submissions, {count * QUESTIONS:,} answers of about {LENGTH} characters")


def answer_pools(question):
    """Language → (its share, [(text, terms)])."""
    from review import synthetic
    from submissions.search import index_terms

    pools = {}
    for language, table in synthetic.phrases().items():
        chance, pool = random.Random(language), []  # noqa: S311 (nothing secret)
        places = list(synthetic.place_names(language).values())
        while len(pool) < POOL:
            text = ""
            while len(text) < LENGTH:
                text += synthetic.answer(chance, language, chance.choice(places), question, [])[0] + "\n"
            text = text[:LENGTH].strip()
            pool.append((text, index_terms(text, language)))
        pools[language] = (table["share"], pool)
    return pools


def pick(chance, pools):
    """(language, country, name, answers) of one submission."""
    from review import synthetic

    language = chance.choices(list(pools), weights=[share for share, _pool in pools.values()])[0]
    code, place = chance.choice(list(synthetic.place_names(language).items()))
    name = chance.choice(synthetic.phrases()[language]["names"]).format(place=place)
    return language, code, name, chance.sample(pools[language][1], QUESTIONS)


def publication(call, key, now, language, country, name, answers):
    from submissions.models import Publication
    from submissions.places import region_of
    from submissions.search import index_terms
    from submissions.terms import sort_key
    from submissions.vocabulary import StakeholderType

    name = f"{name} ({key})" + (f" {RARE_WORD}" if key % RARE == RARE // 2 else "")
    moment = now - WEEK * (key % 20)
    return Publication(
        pk=key,
        call=call,
        submission_id=key,
        number=key,
        level="named",
        name=name,
        stakeholder_type=StakeholderType.values[key % len(StakeholderType.values)],
        scope="national",
        country=country,
        region=region_of(country),
        language=language,
        sort_name=sort_key(name),
        search_terms="".join([index_terms(name, language), *(terms for _text, terms in answers)]),
        copy_hash=f"{key:064x}",
        first_published_at=moment,
        published_at=moment,
    )


def copy_in(model, rows):
    """COPY unsaved rows, with their keys, into their table."""
    from django.db import connection

    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])
