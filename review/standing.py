"""What a document of the summary rests on, as hashes; what changed since, in sentences for staff and, as corrections, for readers."""

from django.utils.translation import gettext, ngettext, override

from review import quantity
from review.codebook_versions import named
from review.document.outline import language_of
from review.document.parts import Part
from review.evidence import state_hash, statements_of, states_of
from review.models.summary import Summary
from review.pasting import texts_of
from submissions.models.publication import Publication
from submissions.receipt import sha256
from submissions.texts import listed, one_line


def facts_of(call):
    """What the call's document rests on now: number of each live publication → hash of its copy; key of each statement → hash of its
    state; a hash of the words of the frame; the names of codebook and rule. A dozen queries, however many submissions and statements.
    """
    summary, statements = Summary.objects.filter(call=call).first(), list(statements_of(call))
    states = states_of(call, statements) if statements else {}
    with override(language_of(call)):
        codebook = one_line(named(call))
        frame = sha256([text for _place, text in texts_of(summary, ())]) if summary else ""
    return {
        "copies": copies_of(call),
        "statements": {str(row.pk): sha256([row.status, state_hash(row, states[row.pk])]) for row in statements},
        "frame": frame,
        "codebook": codebook,
        "rule": quantity.VERSION,
    }


def copies_of(call):
    """Public number → hash of the copy, of every live publication; keys as JSON has them."""
    rows = Publication.objects.live().filter(call=call).order_by("number").values_list("number", "copy_hash")
    return {str(number): copy_hash for number, copy_hash in rows}


def gone(before, now):
    """The public numbers that were public as they read then, and are not now."""
    return sorted(int(number) for number, copy_hash in before["copies"].items() if now["copies"].get(number) != copy_hash)


def changes(before, now):
    """A sentence for staff on each thing that a document rests on and that is not as it was; a publication that came since is none."""
    if numbers := gone(before, now):
        yield ngettext(
            "Submission %(numbers)s was withdrawn, or reads otherwise now.",
            "Submissions %(numbers)s were withdrawn, or read otherwise now.",
            len(numbers),
        ) % {"numbers": listed(map(str, numbers))}
    old, new = before["statements"], now["statements"]
    counts = {
        "changed": sum(old[key] != new[key] for key in old.keys() & new.keys()),
        "dropped": len(old.keys() - new.keys()),
        "added": len(new.keys() - old.keys()),
    }
    labels = {
        "changed": ngettext("%(n)d statement changed.", "%(n)d statements changed.", counts["changed"]),
        "dropped": ngettext("%(n)d statement was dropped.", "%(n)d statements were dropped.", counts["dropped"]),
        "added": ngettext("%(n)d statement was added.", "%(n)d statements were added.", counts["added"]),
    }
    yield from (labels[what] % {"n": n} for what, n in counts.items() if n)
    if before["frame"] != now["frame"]:
        yield gettext("The words of the frame or of a section changed.")
    if before["rule"] != now["rule"]:
        yield gettext("The rule for quantities changed.")


def newer(before, now):
    """How many submissions were published that the document does not know."""
    return len(now["copies"].keys() - before["copies"].keys())


def corrections(number, before, now):
    """The Part that tells a reader what differs from edition `number`, in the active language; None where nothing does.

    Beside the numbers of statements stands no number of a submission: it would tell what a withdrawn one had said.
    `before` and `now` are inputs of editions; see `review.editions.inputs_of`.
    """
    lines = []
    if numbers := gone(before, now):
        lines.append(
            ngettext(
                "%(counter)s published submission that it rested on was withdrawn or changed since.",
                "%(counter)s published submissions that it rested on were withdrawn or changed since.",
                len(numbers),
            )
            % {"counter": len(numbers)}
        )
    if count := newer(before, now):
        lines.append(ngettext("%(n)d submission was published since.", "%(n)d submissions were published since.", count) % {"n": count})
    old, new = ({key: words for key, _numbered, words in inputs["printed"]} for inputs in (before, now))
    other = {key for key in old.keys() & new.keys() if old[key] != new[key]}
    for keys, inputs, line in (
        (new.keys() - old.keys(), now, gettext("New statements: %(numbers)s.")),
        (old.keys() - new.keys(), before, gettext("Statements of that edition that are left out: %(numbers)s.")),
        (other, now, gettext("Statements that read otherwise: %(numbers)s.")),
    ):
        if keys:
            lines.append(line % {"numbers": listed(numbered for key, numbered, _words in inputs["printed"] if key in keys)})
    heading = gettext("Corrections since edition %(number)d") % {"number": number}
    return Part(heading, tuple(lines)) if lines else None
