from submissions.models.call import Call, CallDocument, Option, Question
from submissions.models.consent import ConsentRecord
from submissions.models.edition import PublishedEdition, PublishedSource, PublishedUse
from submissions.models.endorsement import Endorsement, Endorser
from submissions.models.event import Event
from submissions.models.figure import PublishedFigure
from submissions.models.objection import Objection
from submissions.models.outgoing import Notice, OutgoingMail
from submissions.models.publication import Publication, PublishedAnswer
from submissions.models.quota import Quota
from submissions.models.submission import Answer, Submission, Version, VersionAnswer

__all__ = (
    "Answer",
    "Call",
    "CallDocument",
    "ConsentRecord",
    "Endorsement",
    "Endorser",
    "Event",
    "Notice",
    "Objection",
    "Option",
    "OutgoingMail",
    "Publication",
    "PublishedAnswer",
    "PublishedEdition",
    "PublishedFigure",
    "PublishedSource",
    "PublishedUse",
    "Question",
    "Quota",
    "Submission",
    "Version",
    "VersionAnswer",
)
