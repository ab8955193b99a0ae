"""The public totals, counted as submissions come in: all that the public may be told of what is not published."""

from django.db import transaction
from django.db.models import F

from submissions.models.endorsement import Endorser
from submissions.models.figure import PublishedFigure
from submissions.models.submission import Submission


def refresh_figures(call):
    """Write the public totals: submissions received, and entities behind them (submitters, and endorsers that did not decline).

    What is submitted meanwhile is counted once: here, or by `count_in` afterwards, for both write while they hold the figures.
    """
    with transaction.atomic():
        held = PublishedFigure.objects.select_for_update()
        figures = {name: held.get_or_create(call=call, name=name)[0] for name in ("received", "entities")}
        received = Submission.objects.received().filter(call=call)
        figures["received"].value = received.count()
        figures["entities"].value = figures["received"].value + Endorser.objects.joining(received).count()
        for figure in figures.values():
            figure.save(update_fields=("value",))


def count_in(version):
    """Add what has just been received for the first time to the public totals, without counting the others again.

    The caller holds the transaction and does this last: others who submit wait for the figures until it ends.
    """
    call = version.submission.call
    for name, more in (("received", 1), ("entities", 1 + version.endorsers.count())):
        if not PublishedFigure.objects.filter(call=call, name=name).update(value=F("value") + more):
            refresh_figures(call)
            return
