"""A codebook with codings, for tests: made in few queries, and dumped whole to compare before with after."""

import pytest
from django.apps import apps

from review.models import Code, CodebookChange, Coding, Excerpt
from review.recoding import NotPossible
from tests.make import make_code, make_staff, make_submission


def dump():
    """Every row of every table of the review, but for the journal of the codebook itself."""
    models = [model for model in apps.get_app_config("review").get_models() if model is not CodebookChange]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def make_tree(call):
    """C7 with two sub-lines, C8, and a theme, by identifier."""
    line = make_code(call, "C7", "7", "ICT applications")
    make_code(call, "C7-e-health", "7h", "E-health", parent=line)
    make_code(call, "C7-e-learning", "7l", "E-learning", parent=line)
    make_code(call, "C8", "8", "Culture")
    make_code(call, "inclusion", "in", "Inclusion", facet="theme")
    for position, code in enumerate(call.codes.order_by("pk"), 1):
        code.position = position
        code.save(update_fields=("position",))
    return {code.identifier: code for code in call.codes.all()}


def put(answer, code, count, coder, start=0):
    """Put a code on `count` single characters of an answer, from a place on; returns the codings."""
    text = answer.text
    Excerpt.objects.bulk_create(
        (Excerpt(answer=answer, start=n, end=n + 1, quote=text[n]) for n in range(start, start + count)), ignore_conflicts=True
    )
    excerpts = Excerpt.objects.filter(answer=answer, start__gte=start, start__lt=start + count)
    return Coding.objects.bulk_create(Coding(excerpt=excerpt, code=code, coder=coder) for excerpt in excerpts)


def make_coded(call, codes, count=1000):
    """`count` codings of C8, of which a tenth double what the same coder put there with C7-e-health; two coders."""
    submission = make_submission(call, answers={"achievements": "x" * count})
    answer = submission.all_answers.get()
    ada, ben = make_staff("ada"), make_staff("ben")
    put(answer, codes["C8"], count // 2, ada)
    put(answer, codes["C8"], count // 2, ben, start=count // 2)
    put(answer, codes["C7-e-health"], count // 10, ada)
    return ada, ben


def by_identifier(call):
    return {code.identifier: code for code in Code.objects.filter(call=call)}


def refusal(act):
    """The sentence with which an act is refused."""
    with pytest.raises(NotPossible) as problem:
        act()
    return str(problem.value)
