"""The public copy: what anyone would read of a submission under the consent and the replies that hold now, as plain data.

Words that are not for the public are replaced here, before anything is shown, hashed or stored: nothing hidden is ever shipped. Who
struck them out and why is the review's to know; here they are spans.
"""

from submissions.models.endorsement import Endorsement
from submissions.models.submission import read_in_full
from submissions.receipt import sha256
from submissions.struck import REPLACEMENT, between, places
from submissions.vocabulary import ConsentLevel


def public_copy(version, redacted):
    """What the public would read of this version under the consent that holds now, as plain data.

    `redacted` maps the key of an answer to the spans struck out in it. It has no default, so that nobody forgets it.
    """
    read_in_full([version])
    submission = version.submission
    named = submission.consent is not None and submission.consent.level == ConsentLevel.NAMED
    return {
        "call": submission.call.slug,
        "level": submission.consent.level if submission.consent else ConsentLevel.NONE.value,
        "name": version.stakeholder_name if named else "",
        "stakeholder_type": version.stakeholder_type,
        "scope": version.scope if named else "",
        "country": version.country if named else "",
        "country_as_written": version.country_as_written if named else "",
        "region": version.region,
        "language": version.language,
        "endorsers": public_endorsers(version) if named else [],
        "answers": [
            {
                "question": answer.question.identifier,
                "language": answer.language,
                "choices": answer.choices,
                **struck_out(answer, redacted),
            }
            for answer in version.answers.all()
            if not answer.is_blank
        ],
    }


def struck_out(answer, redacted):
    """The text, and where words were struck out in it the places of the marks, so that they read unlike the author's own "[…]"."""
    pieces = between(answer.text, redacted.get(answer.pk, ()))
    text = REPLACEMENT.join(pieces)
    return {"text": text, "redacted": places(pieces)} if len(pieces) > 1 else {"text": text}


def public_endorsers(version):
    """Those who join and did not decline, each with whether it confirmed."""
    replies = {endorsement.key: endorsement.reply for endorsement in version.submission.endorsements.all()}
    return [
        {
            "name": endorser.name,
            "stakeholder_type": endorser.stakeholder_type,
            "country": endorser.country or endorser.country_as_written,
            "confirmed": replies.get(endorser.key) == Endorsement.Reply.CONFIRMED,
        }
        for endorser in version.endorsers.all()
        if replies.get(endorser.key) != Endorsement.Reply.DECLINED
    ]


def copy_hash(copy):
    """SHA-256 of a public copy: what a publisher approves. The order of the questions, which may change later, is no part of it."""
    return sha256({**copy, "answers": sorted(copy["answers"], key=lambda answer: answer["question"])})
