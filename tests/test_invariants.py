"""Consent and publication as a machine: random histories, and after every step the whole public side is read.

I1 nothing without effective consent and approval is public; I3 everything with both is, exactly once; I5 ledger and events only grow;
I12 the figures add up.
"""

import csv
import io
import json
import re

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from review import publishing
from review.counting import totals
from review.models import Redaction, Review
from review.pausing import pause, resume
from review.progress import progress
from review.publishing import publish_consenting
from review.redacting import redact, redacted_in, remove_redaction
from submissions import drafting, endorsing, revising
from submissions.models import Call, ConsentRecord, Endorsement, Endorser, Event, Publication, PublishedAnswer, Submission
from submissions.models.publication import NotPublishable, approve, change_consent, copy_hash, public_copy, withdraw
from tests.make import endorser, make_call, make_draft, make_joint
from tests.secret import secret_of, whole
from tests.unpacking import text_within

LEVELS = st.sampled_from(("named", "anonymous", "none"))


class ConsentAndPublication(RuleBasedStateMachine):
    """A stakeholder, a secretariat and a stranger who reads every public page after every act."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.call = make_call("machine", choices=("challenges",))
        self.made = 0
        self.texts = {}  # reference → (name, contact, text of the newest version)
        self.older = []  # (reference, text of an older version)
        self.joined = {}  # name of one that joins → its address
        self.ledger, self.events = [], []

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def canaries(self):
        self.made += 1
        return f"Namecanary{self.made}x", f"contactcanary{self.made}x@who.example", f"Textcanary{self.made}x speaks of rivers."

    def pick(self, number):
        return Submission.objects.received().order_by("pk")[number % len(self.texts)]

    @rule(consent=LEVELS)
    def submit(self, consent):
        name, contact, text = self.canaries()
        joined = {f"Joins{n}of{self.made}x": f"joins{n}of{self.made}x@who.example" for n in (1, 2)}
        answers = {"achievements": whole(text), "challenges": ("", ["C1"])}
        submission = make_joint(self.call, name, joined, consent, email=contact, answers=answers)
        self.texts[submission.reference] = (name, contact, text)
        self.joined |= joined

    @rule()
    def draft(self):
        name, contact, text = self.canaries()
        make_draft(self.call, name, email=contact, answers={"achievements": text})

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20), level=LEVELS)
    def change_of_mind(self, number, level):
        change_consent(self.pick(number), level=level)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def withdrawal(self, number):
        withdraw(self.pick(number))

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def set_aside(self, number):
        publishing.set_aside(self.pick(number), reason="spam", by=None)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def take_back(self, number):
        submission = self.pick(number)
        if Review.objects.filter(submission=submission, set_aside_at__isnull=False).exists():
            publishing.take_back(submission, by=None)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20), consent=LEVELS)
    def revise(self, number, consent):
        """A second version with other words; what was public stays as approved, unless consent narrows."""
        submission = self.pick(number)
        if submission.withdrawn_at:
            with pytest.raises(drafting.Withdrawn):
                revising.revise(submission)
            return
        draft = revising.revise(submission)
        text = self.canaries()[2]
        joined = [endorser(e.name, e.contact_email, key=e.key) for e in draft.endorsers.all()]
        drafting.save(draft, edition=0, answers={self.call.questions.get(identifier="achievements"): (whole(text), [])}, endorsers=joined)
        drafting.submit(draft, consent=consent, wording="You may publish.", language="en")
        name, contact, _old = self.texts[submission.reference]
        self.older.append((submission.reference, self.texts[submission.reference][2]))
        self.texts[submission.reference] = (name, contact, text)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20), reply=st.sampled_from(("confirmed", "declined")))
    def reply_of_one_that_joins(self, number, reply):
        endorsements = Endorsement.objects.filter(submission__call=self.call).select_related("submission__call").order_by("pk")
        endorsing.reply(endorsements[number % len(self.joined)], reply)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def begin_a_revision_and_discard_it(self, number):
        """Nothing of what was sent or published notices."""
        submission = self.pick(number)
        if submission.withdrawn_at is None:
            draft = revising.revise(submission)
            drafting.save(draft, edition=0, answers={self.call.questions.get(identifier="achievements"): (self.canaries()[2], [])})
            revising.discard(submission)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def withdraw_the_submission(self, number):
        """All that consent are public just before: that is where most can go wrong."""
        publish_consenting(self.call, by=None)
        revising.withdraw_submission(self.pick(number))

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20))
    def send_it_again(self, number):
        submission = revising.send_again(self.pick(number))
        assert submission.withdrawn_at is None

    @rule()
    def publish_all_that_consent(self):
        publish_consenting(self.call, by=None)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20), is_public=st.booleans())
    def redact_the_secret(self, number, is_public):
        """Half the time all that consent are public just before."""
        if is_public:
            publish_consenting(self.call, by=None)
        submission = self.pick(number)
        answer = submission.current_version.answers.get(question__identifier="achievements")
        secret = secret_of(answer.text)
        start = answer.text.index(secret)
        redact(answer, start=start, end=start + len(secret), quote=secret, reason="personal-data", by=None)

    @precondition(lambda self: Redaction.objects.live().exists())
    @rule(number=st.integers(0, 20))
    def remove_a_redaction(self, number):
        redactions = Redaction.objects.live().select_related("answer__submission__call", "answer__question").order_by("pk")
        remove_redaction(redactions[number % redactions.count()], by=None)

    @rule()
    def pause_publication(self):
        pause(self.call, by=None)

    @rule()
    def resume_publication(self):
        resume(self.call, by=None)

    @precondition(lambda self: self.texts)
    @rule(number=st.integers(0, 20), level=LEVELS)
    def publish_what_changed_since_it_was_seen(self, number, level):
        submission = self.pick(number)
        version = submission.current_version
        redacted = redacted_in([version])
        seen = copy_hash(public_copy(version, redacted))
        if level == submission.consent.level:
            return
        change_consent(submission, level=level)

        with pytest.raises(NotPublishable):
            approve(version, by=None, seen=seen, redacted=redacted)

    def public_side(self):
        """Every public address of the call: address → text."""
        client = Client()
        base = f"/calls/{self.call.slug}/"
        addresses = ["/", base, base + "submissions/", base + "submissions/?q=rivers", base + "submissions/?q=Textcanary1x", base + "data/"]
        addresses += [base + "data/submissions.csv", base + "data/submissions.jsonl", "/ar" + base + "submissions/"]
        addresses += [base + f"data/{name}" for name in ("submissions.xlsx", "submissions.zip", "data-dictionary.csv", "feed.atom")]
        addresses += [base + "statistics/", "/sitemap.xml", "/sitemaps/general.xml", f"/sitemaps/{self.call.slug}/1.xml", "/robots.txt"]
        addresses += [f"{base}questions/{question.identifier}/" for question in self.call.questions.all()]
        addresses += [f"{base}submissions/{number}/" for number in range(1, self.made + 2)]
        addresses += [f"{base}submissions/{number}/submission.pdf" for number in (1, 2)]  # setting one takes its time
        pages = {}
        for address in addresses:
            response = client.get(address)
            assert response.status_code in (200, 404, 410, 503), address
            assert not response.cookies, address
            pages[address] = text_within(response.getvalue())
        return pages

    @invariant()
    def i1_and_i3_the_public_side_is_exactly_what_was_approved(self):
        live = {p.submission.reference: p for p in Publication.objects.live().filter(call=self.call).select_related("submission__consent")}
        pages = self.public_side()
        everything = "\n".join(pages.values())

        for reference, (name, contact, text) in self.texts.items():
            publication = live.get(reference)
            assert contact not in everything and reference not in everything
            assert (name in everything) == (publication is not None and publication.level == "named")
            newest_is_public = publication is not None and publication.version_id == publication.submission.current_version_id
            assert (text in everything) == newest_is_public
            if publication:
                assert publication.submission.withdrawn_at is None
                assert publication.submission.consent.level in (publication.level, "named")
        for reference, text in self.older:
            copies = PublishedAnswer.objects.live().filter(text__startswith=text)
            assert (text in everything) == copies.exists()
            assert reference in live or not copies.exists()
        self.compare_secrets(everything)
        self.compare_those_who_join(live, everything)
        self.compare_files(live, pages)

    def compare_secrets(self, everything):
        """No word that is redacted now; of the others, those that the copies say."""
        struck = {redaction.quote for redaction in Redaction.objects.live()}
        assert not [secret for secret in struck if secret in everything]
        said = " ".join(PublishedAnswer.objects.live().values_list("text", flat=True))
        for text in [text for _name, _contact, text in self.texts.values()] + [text for _reference, text in self.older]:
            assert (secret_of(text) in everything) == (secret_of(text) in said)

    def compare_those_who_join(self, live, everything):
        """The names in the copies that are public, none of which declined; never an address."""
        named = {joins["name"] for publication in live.values() for joins in publication.endorsers}
        declined = Endorser.objects.filter(version__submission__call=self.call).with_reply().filter(reply="declined")
        assert {name for name in self.joined if name in everything} == named
        assert not named & set(declined.values_list("name", flat=True))
        assert not [address for address in self.joined.values() if address in everything]

    def compare_files(self, live, pages):
        base = f"/calls/{self.call.slug}/"
        if Call.objects.get(pk=self.call.pk).is_paused:
            assert {pages[base + f"data/submissions.{ending}"] for ending in ("csv", "jsonl")} == {"Publication is paused.\n"}
            return
        table = list(csv.DictReader(io.StringIO(pages[base + "data/submissions.csv"].removeprefix("\ufeff"))))
        lines = [json.loads(line) for line in pages[base + "data/submissions.jsonl"].splitlines()]
        expected = sorted(
            (p.number, PublishedAnswer.objects.get(publication=p, question__identifier="achievements").text) for p in live.values()
        )
        assert sorted((int(row["number"]), row["answer:achievements"]) for row in table) == expected
        assert sorted((row["number"], row["answers"]["achievements"]) for row in lines) == expected
        self.compare_the_other_files(expected, pages)

    def compare_the_other_files(self, expected, pages):
        """Each text once in the spreadsheet and three times in the archive, the number of each in the feed and the sitemap."""
        base = f"/calls/{self.call.slug}/"
        for number, text in expected:
            assert pages[base + "data/submissions.xlsx"].count(text) == 1
            assert pages[base + "data/submissions.zip"].count(text) == 3
            assert pages[base + "data/feed.atom"].count(text) == 1
            assert number > 2 or pages[f"{base}submissions/{number}/submission.pdf"].count(text) == 1
        named = re.findall(rf"<loc>[^<]*//testserver{base}submissions/(\d+)/", pages[f"/sitemaps/{self.call.slug}/1.xml"])
        assert sorted(map(int, named)) == [number for number, _text in expected]

    @invariant()
    def i5_ledger_and_events_only_grow(self):
        ledger = list(ConsentRecord.objects.order_by("pk").values())
        events = list(Event.objects.order_by("pk").values())
        assert ledger[: len(self.ledger)] == self.ledger and events[: len(self.events)] == self.events
        self.ledger, self.events = ledger, events

    @invariant()
    def i12_the_figures_add_up(self):
        now = progress(self.call)
        assert now.received == len(self.texts)
        assert now.received == now.published + now.awaiting + now.withheld + now.withdrawn + now.set_aside
        assert now.published == Publication.objects.standing().filter(call=self.call).count()
        assert now.entities >= now.received
        declined = Endorsement.objects.filter(submission__call=self.call, reply="declined").count()
        assert now.entities == totals(self.call).entities == now.received + len(self.joined) - declined


@pytest.mark.django_db
def test_I1_I3_I5_I12_hold_in_every_history():
    run_state_machine_as_test(
        ConsentAndPublication,
        settings=settings(
            max_examples=10, stateful_step_count=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
        ),
    )
