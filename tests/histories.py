"""Random histories of one call, played in a world: what is done is drawn beforehand, what is written differs from world to world."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from hypothesis import strategies as st

from review import erasure, publishing
from review.models import Note, Review
from review.models.coding import code_excerpt
from submissions import drafting, endorsing, revising
from submissions.models import PublishedFigure, Submission
from submissions.models.publication import NotPublishable, change_consent, withdraw
from tests.make import endorser, make_call, make_code, make_draft, make_staff, make_submission

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
LEVELS = ("none", "anonymous", "named")
WHO, LEVEL = st.integers(0, 5), st.sampled_from(LEVELS)
ACTS = st.one_of(
    st.tuples(st.just("submit"), WHO, LEVEL),
    st.tuples(st.just("publish"), WHO, LEVEL),
    st.tuples(st.just("publish"), WHO, LEVEL),
    st.tuples(
        st.sampled_from(
            ("change", "withdraw", "set_aside", "take_back", "revise", "begin", "withdraw_whole", "erase", "note", "code", "reply", "draft")
        ),
        WHO,
        LEVEL,
    ),
)
HISTORIES = st.lists(ACTS, min_size=3, max_size=14).map(lambda acts: [("submit", 0, "named"), ("submit", 1, "anonymous"), *acts])


class World:
    """One world. `public` is what became public in the other one, {(who, version): level}; None where this one is the first."""

    def __init__(self, name, public=None):
        self.name, self.known = name, public
        self.public, self.live, self.who, self.words = {}, {}, [], {}
        self.now = BEGAN
        self.call = make_call("twin", opens_at=BEGAN - timedelta(days=9), closes_at=BEGAN + timedelta(days=9000), grace_minutes=0)
        self.theme = make_code(self.call)
        self.staff = get_user_model().objects.filter(username="twin").first() or make_staff("twin")
        if public is not None:
            make_submission(self.call, f"Extra{name}x", "named", email=f"extra{name}x@who.example")
            make_draft(self.call, f"Extradraft{name}x")

    @contextmanager
    def at_its_time(self, monkeypatch):
        """The clock stands still within an act; it goes on with the next."""
        with monkeypatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda: self.now)
            yield

    def play(self, acts):
        """Each act in turn, yielding after it."""
        for act, number, level in acts:
            self.now += timedelta(minutes=7)
            if act == "submit":
                self.submit(level)
            elif act == "draft":
                make_draft(self.call, self.word("draftname", number, 0), email=f"{self.word('draft', number, 0)}@who.example")
            else:
                getattr(self, act)(number % len(self.who), level)
            yield act

    def level(self, who, version=None):
        """At which level it ever becomes public: of one version, or of any; "" for never. The first world cannot know and writes freely."""
        levels = [level for (whose, number), level in (self.known or {}).items() if whose == who and version in (None, number)]
        return max(levels, key=LEVELS.index, default="")

    def is_hidden(self, who):
        return self.known is not None and not self.level(who)

    def word(self, kind, who, version, *, shared=False):
        """A word of its own, the same in both worlds where it becomes public."""
        word = f"{kind}{who}v{version}{'same' if shared or self.known is None else self.name}x"
        self.words[word] = (kind, who, version)
        return word

    def submission(self, who):
        return Submission.objects.select_related("call", "consent", "current_version").get(pk=self.who[who])

    def submit(self, level):
        who = len(self.who)
        named, shown = self.level(who) == "named", bool(self.level(who))
        submission = make_submission(
            self.call,
            self.word("name", who, 0, shared=named),
            "none" if self.is_hidden(who) else level,
            answers=self.answers(who, 1),
            email=f"{self.word('contact', who, 0)}@who.example",
            endorsers=[endorser(self.word("joins", who, 0, shared=named), f"{self.word('ally', who, 0)}@who.example")],
            region="Europe" if shown or self.known is None else "Africa",
            stakeholder_type="government" if shown or self.known is None else "academia",
            country_as_written=self.word("country", who, 0, shared=named),
        )
        Submission.objects.filter(pk=submission.pk).update(external_id=self.word("external", who, 0))
        self.words[submission.reference] = ("reference", who, 0)
        self.who.append(submission.pk)

    def answers(self, who, version):
        shared = bool(self.level(who, version))
        answers = {"achievements": f"{self.word('text', who, version, shared=shared)} speaks of rivers."}
        if self.known is None or shared:
            answers["challenges"] = f"{self.word('more', who, version, shared=shared)} is short."
        return answers

    def publish(self, who, _level):
        submission = self.submission(who)
        if self.is_hidden(who):
            return
        version = submission.current_version
        if self.known is not None and not self.level(who, version.number):
            return
        try:
            publication = publishing.publish(submission, by=None, seen=publishing.rendered_copy(submission)[1])
        except NotPublishable:
            return
        self.live[who] = (publication.level, version.number)
        key = (who, version.number)
        self.public[key] = max(self.public.get(key, "none"), publication.level, key=LEVELS.index)

    def narrow(self, who, level):
        """What of it stays public under another consent."""
        if who in self.live and LEVELS.index(level) < LEVELS.index(self.live[who][0]):
            del self.live[who]

    def change(self, who, level):
        if not self.is_hidden(who):
            change_consent(self.submission(who), level=level)
            self.narrow(who, level)

    def withdraw(self, who, _level):
        withdraw(self.submission(who))
        self.narrow(who, "none")

    def set_aside(self, who, _level):
        if not self.is_hidden(who):
            publishing.set_aside(self.submission(who), reason="spam", by=None)
            self.narrow(who, "none")

    def take_back(self, who, _level):
        if Review.objects.filter(submission=self.who[who], set_aside_at__isnull=False).exists():
            publishing.take_back(self.submission(who), by=None)

    def begin(self, who, _level):
        """A revision is begun and left."""
        submission = self.submission(who)
        if submission.withdrawn_at is None:
            draft = revising.revise(submission)
            text = self.word("begun", who, draft.number)
            drafting.save(draft, edition=draft.edition, answers={self.call.questions.get(identifier="achievements"): (text, [])})

    def revise(self, who, level):
        submission = self.submission(who)
        if submission.withdrawn_at is None:
            draft = revising.revise(submission)
            said = self.answers(who, draft.number)
            answers = {question: (said.get(question.identifier, ""), []) for question in self.call.questions.all()}
            drafting.save(draft, edition=draft.edition, answers=answers)
            level = "none" if self.is_hidden(who) else level
            drafting.submit(draft, consent=level, wording="You may publish.", language="en")
            self.narrow(who, level)

    def withdraw_whole(self, who, _level):
        revising.withdraw_submission(self.submission(who))
        self.narrow(who, "none")

    def erase(self, who, _level):
        erasure.erase(self.submission(who), reason=self.word("reason", who, 0))
        self.narrow(who, "none")

    def note(self, who, _level):
        if self.known is None:
            Note.objects.create(submission_id=self.who[who], text=self.word("note", who, 0), author=self.staff)

    def code(self, who, _level):
        answer = self.submission(who).current_version.answers.exclude(text="").first()
        if answer is not None and self.known is None:
            code_excerpt(answer, start=0, end=4, quote=answer.text[:4], codes=[self.theme], by=self.staff)

    def reply(self, who, _level):
        """One that joins says yes where it is not public under its name yet, so that it may be."""
        endorsement = self.submission(who).endorsements.first()
        if endorsement is not None and not self.is_hidden(who):
            endorsing.reply(endorsement, "confirmed")

    def even_out(self):
        """The listed figures, which alone may tell of what is private, read the same."""
        for name in ("received", "entities"):
            PublishedFigure.objects.update_or_create(call=self.call, name=name, defaults={"value": 1000})
