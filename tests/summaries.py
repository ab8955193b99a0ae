"""Worlds whose call has a summary, and every file that is made of it: for the machines that look for what must not be in them."""

from hypothesis import strategies as st

from review.document.files import WRITERS, summary_file
from review.editions import issue, prepare
from review.evidence import tallies
from review.memos import write
from review.models import Evidence, Statement, Summary
from review.models.coding import code_excerpt
from review.models.summary import give_sections
from review.moving import move_excerpts
from review.redacting import redact
from review.statements import attach, set_status
from submissions.models import Publication, PublishedEdition
from tests.histories import ACTS, LEVEL, LEVELS, WHO, World
from tests.make import make_call, make_code, make_publication, make_staff
from tests.public_side import public_addresses, read

WORK = st.tuples(st.sampled_from(("support", "support", "contradict", "memo", "strike", "issue")), WHO, LEVEL)
BEGINNING = (
    *(("submit", number, level) for number, level in enumerate(("named", "anonymous", "none", "named"))),
    *(("support", number, level) for number in range(4) for level in LEVELS[: number + 1]),
    *(("publish", number, "named") for number in (0, 1, 3)),
    ("issue", 0, "named"),
)
HISTORIES = st.lists(st.one_of(ACTS, WORK, WORK), min_size=4, max_size=14).map(
    lambda acts: [*BEGINNING, *acts, ("withdraw", 0, "none"), ("issue", 0, "none")]
)
PLAIN = "{quantity} spoke of rivers."


def every_format(call):
    """(name, bytes) of the document in each of its formats."""
    for format in WRITERS:
        yield f"summary.{format}", summary_file(call, format)


def issued(call):
    """(address, body) of every page and file of the editions that were issued, and of the submissions, which say where they are used."""
    numbers = range(1, PublishedEdition.objects.filter(call=call).count() + 2)
    for address in public_addresses(call, numbers, forms=False):
        if "/summary/" in address or "/submissions/" in address:
            status, headers, body = read(address)
            assert status in (200, 404, 410), (address, status)
            yield address, str(headers).encode() + body if body[:2] not in (b"PK", b"%P") else body


PRODUCERS = [every_format, issued]  # functions of a call that give (name, bytes) of what is made of its summary


def produced(call):
    return [pair for producer in PRODUCERS for pair in producer(call)]


class SummaryWorld(World):
    """A world in which reviewers also code, write and state. What they write for themselves is in `private`; it differs between worlds."""

    def __init__(self, name, public=None):
        super().__init__(name, public)
        self.private = {}
        self.coder, self.approver = make_staff(self.own("coder")), make_staff(self.own("approver"))
        self.objective = make_code(self.call, "gdc-1", "G1", "Close all digital divides", facet="gdc-objective")
        summary = Summary.objects.create(call=self.call, title="On rivers", introduction="Rivers were asked about.")
        give_sections(summary)
        self.section, other = summary.sections.all()
        editorial = Statement.objects.create(section=other, kind="editorial", text="The process began in 2003.", position=1)
        self.statements = [
            Statement.objects.create(section=self.section, lead=f"Point {place}", text=text, position=place)
            for place, text in enumerate((PLAIN, "{quantity} agreed. {quote}", PLAIN))
        ]
        fields = {"section": self.section, "quantity": "few", "position": 90}
        for status in ("dropped", "proposed"):
            lead, text, reason = (self.own(f"{status}{part}") for part in ("lead", "text", "reason"))
            Statement.objects.create(lead=lead, text=f"{text} {{quantity}}", quantity_reason=reason, status=status, **fields)
        set_status(editorial, Statement.Status.APPROVED, by=self.approver)
        write(self.theme, self.own("codememo"), "note", self.coder)
        elsewhere = make_call(f"elsewhere-{name.lower()}", title=self.own("othercall"))
        make_publication(elsewhere, self.own("othername"), answers={"achievements": f"{self.own('othertext')} speaks."})
        make_code(elsewhere, label=self.own("othercode"))

    def own(self, kind):
        """A word of the secretariat's own, another one in each world."""
        return self.private.setdefault(kind, f"{kind}{self.name}x".lower())

    def answers(self, who, version):
        """With a word in each text that is struck out before anybody may read it."""
        return {
            question: f"{text} Ask {self.word('struck', who, version)} now." for question, text in super().answers(who, version).items()
        }

    def is_told(self, who):
        """Whether the newest version ever becomes public: then both worlds work on it alike."""
        return self.known is None or bool(self.level(who, self.submission(who).current_version.number))

    def strike(self, who, _level):
        """Strike the words out of every answer of the newest version; a copy that held them is public no more."""
        submission = self.submission(who)
        mine = [word for word, (kind, whose, _version) in self.words.items() if (kind, whose) == ("struck", who)]
        for answer in submission.current_version.answers.all():
            for word, start in ((word, answer.text.find(word)) for word in mine):
                if start >= 0:
                    redact(answer, start=start, end=start + len(word), quote=word, reason="personal-data", by=self.coder)
        if not Publication.objects.standing().filter(submission=submission).exists():
            self.narrow(who, "none")

    def publish(self, who, level):
        self.strike(who, level)
        super().publish(who, level)

    def support(self, who, level, role="supports"):
        """The first sentence of each answer stands under one of the statements."""
        submission = self.submission(who)
        if not self.is_told(who):
            return
        statement = self.statements[LEVELS.index(level)]
        for answer in submission.current_version.answers.exclude(text=""):
            quote = answer.text[: answer.text.index(".") + 1]
            excerpt = code_excerpt(answer, start=0, end=len(quote), quote=quote, codes=[self.theme, self.objective], by=self.coder)
            attach(statement, [excerpt.pk], role=role, by=self.coder)

    def contradict(self, who, level):
        self.support(who, level, role="contradicts")

    def memo(self, who, _level):
        submission = self.submission(who)
        if submission.erased_at is None:
            write(submission, self.own(f"memo{who}"), "note", self.coder)
            for excerpt in {row.excerpt for row in Evidence.objects.filter(excerpt__answer__submission=submission)}:
                write(excerpt, self.own(f"excerptmemo{who}"), "question", self.coder)

    def issue(self, _who, _level):
        """Drop what rests on nothing that may be told, approve the rest, and issue an edition."""
        move_excerpts(call=self.call)
        Statement.objects.filter(status=Statement.Status.PROPOSED).update(status=Statement.Status.DROPPED)
        for statement in Statement.objects.filter(pk__in=[row.pk for row in self.statements]).select_related("section"):
            is_told = tallies(self.call, [statement])[statement.pk].n
            set_status(statement, Statement.Status.APPROVED if is_told else Statement.Status.DROPPED, by=self.approver)
        edition = prepare(self.section.summary, by=None)
        issue(edition, by=self.approver, seen=edition.fingerprint)
