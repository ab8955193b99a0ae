"""The receipt's hash: proof to its holder of exactly what was sent, and of nothing to anyone else."""

import hashlib
import json
import secrets


def new_salt():
    return secrets.token_hex(32)


def canonical(record):
    """One spelling of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(record):
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(record)).hexdigest()


def receipt_record(version, answers, endorsers, questions):
    """What the receipt proves, as plain data.

    `answers` are the version's Answers, `endorsers` its Endorsers, `questions` maps a question's key to its Question. The country is what
    was written, else what was chosen, and the region is left out: the secretariat may resolve both later without touching what was sent.
    A question's text is the one that was shown, kept with the answer, for its wording may be corrected. Answers stand in the order of
    their questions' identifiers, for questions may be reordered.
    """
    return {
        "call": version.submission.call.slug,
        "reference": version.submission.reference,
        "version": version.number,
        "salt": version.salt,
        "profile": {
            "country": version.country_as_written or version.country,
            **{field: getattr(version, field) for field in ("stakeholder_name", "stakeholder_type", "scope", "language")},
        },
        "endorsers": [
            {field: str(getattr(endorser, field)) for field in ("key", "name", "stakeholder_type", "country", "country_as_written")}
            for endorser in endorsers
        ],
        "answers": [
            {
                "question": questions[answer.question_id].identifier,
                "question_text": answer.question_text,
                "language": answer.language,
                "choices": answer.choices,
                "text": answer.text,
            }
            for answer in sorted(answers, key=lambda answer: questions[answer.question_id].identifier)
        ],
        "files": [],
    }


def receipt_hash(version, answers, endorsers, questions):
    """SHA-256 over the canonical JSON of `receipt_record`."""
    return sha256(receipt_record(version, answers, endorsers, questions))
