"""The least that takes, lists and shows submissions of ten answers with Django: three views, two tables, no middleware, no safety token.

Its project is written into a folder and served by the same server program with the same database settings as the portal.
"""

import subprocess
import sys

from tests.benchmarks.ground import ROOT

PROJECT = """
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path

sys.path.insert(0, os.environ["PORTAL"])
from wsisportal import environment

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": environment.database(Path(os.environ["DATA_DIR"]))},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()
QUESTIONS = [f"question-{number}" for number in range(10)]


class Submission(models.Model):
    name = models.CharField(max_length=500)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "minimal"


class Answer(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE)
    question = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        app_label = "minimal"


def accept(request):
    with transaction.atomic():
        submission = Submission.objects.create(name=request.POST["name"])
        Answer.objects.bulk_create(Answer(submission=submission, question=key, text=request.POST[key]) for key in QUESTIONS)
    return HttpResponseRedirect(f"/received/{submission.pk}/")


ROWS = engines["django"].from_string(
    "<ol>{% for row in rows %}<li><a href='/detail/{{ row.pk }}/'>{{ row.name }}</a> {{ row.received_at }}</li>{% endfor %}</ol>"
)
ONE = engines["django"].from_string(
    "<h1>{{ row.name }}</h1>{% for answer in row.answer_set.all %}<h2>{{ answer.question }}</h2><p>{{ answer.text }}</p>{% endfor %}"
)


def listed(request):
    return HttpResponse(ROWS.render({"rows": Submission.objects.order_by("-pk")[:50]}))


def detail(request, key):
    return HttpResponse(ONE.render({"row": Submission.objects.get(pk=key)}))


urlpatterns = [path("accept/", accept), path("list/", listed), path("detail/<int:key>/", detail)]
application = get_wsgi_application()


def prepare(count, text):
    from django.db import connection

    with connection.schema_editor() as editor:
        editor.create_model(Submission)
        editor.create_model(Answer)
    for first in range(0, count, 2000):
        size = min(2000, count - first)
        rows = Submission.objects.bulk_create(Submission(name=f"Body {first + number}") for number in range(size))
        Answer.objects.bulk_create(Answer(submission=row, question=key, text=text) for row in rows for key in QUESTIONS)
"""


def write(folder, environment, *, count, text):
    """Write the project into the Path, make its tables and fill them with `count` submissions."""
    (folder / "minimal.py").write_text(PROJECT)
    command = f"import minimal; minimal.prepare({count}, {text!r})"
    subprocess.run([sys.executable, "-c", command], cwd=folder, env={**environment, "PORTAL": str(ROOT)}, check=True, timeout=3600)


def body(name, text):
    """The fields that it takes."""
    return {"name": name} | {f"question-{number}": text for number in range(10)}
