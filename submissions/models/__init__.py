from submissions.models.call import Call, CallDocument, Option, Question
from submissions.models.consent import ConsentRecord
from submissions.models.event import Event
from submissions.models.outgoing import OutgoingMail
from submissions.models.publication import Publication, PublishedAnswer, PublishedFigure
from submissions.models.submission import Answer, Endorser, Submission, Version, VersionAnswer

__all__ = (
    "Answer",
    "Call",
    "CallDocument",
    "ConsentRecord",
    "Endorser",
    "Event",
    "Option",
    "OutgoingMail",
    "Publication",
    "PublishedAnswer",
    "PublishedFigure",
    "Question",
    "Submission",
    "Version",
    "VersionAnswer",
)
