"""Any acts on a codebook, undone in any order: a refusal changes nothing, and what is undone is as if it had never been done."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from review.codebook_journal import assign, assign_rest, carry_out, parts_of, undo, waiting_of
from review.codebook_loading import load_codes
from review.models import Code, CodebookChange
from review.recoding import NotPossible, Place, add, edit, merge, move, refuse_astray, refuse_twice, retire, split
from submissions.definition_keys import DefinitionError
from tests.codebooks import dump, make_tree, put
from tests.make import make_call, make_staff, make_submission

PICK = st.integers(0, 30)
NOTATIONS = st.sampled_from("abcdefgh")


class Acts(RuleBasedStateMachine):
    """`befores` maps each act that stands to the database before it, or None where something below it changed since."""

    @initialize(spans=st.lists(st.tuples(PICK, st.integers(0, 9), st.integers(1, 8), st.booleans()), min_size=3, max_size=8))
    def begin(self, spans):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.call = make_call("any")
        make_tree(self.call)
        answer = make_submission(self.call, answers={"achievements": "x" * 20}).all_answers.get()
        coders = [make_staff("ada"), make_staff("ben")]
        for pick, start, count, second in spans:
            with transaction.atomic():
                code = self.code(pick)
                codings = {(c.excerpt.start, c.coder_id) for c in code.codings.select_related("excerpt")}
                coder = coders[second]
                for n in range(start, start + count):
                    if (n, coder.pk) not in codings:
                        put(answer, code, 1, coder, start=n)
        self.start, self.befores = dump(), {}

    def code(self, pick):
        codes = list(Code.objects.order_by("pk"))
        return codes[pick % len(codes)]

    def attempt(self, act):
        before = dump()
        try:
            change = act()
        except (NotPossible, DefinitionError):
            assert dump() == before
            return
        if change:
            self.befores[change.pk] = before

    @rule(a=PICK, b=PICK)
    def merge(self, a, b):
        self.attempt(lambda: carry_out(merge(self.code(a), self.code(b))))

    @rule(a=PICK, b=PICK, notation=NOTATIONS, whole=st.sampled_from([None, 0, 1]))
    def split(self, a, b, notation, whole):
        parts = [self.code(b), {"label": f"Part {notation}", "notation": notation}]
        self.attempt(lambda: carry_out(split(self.code(a), parts, all_to=whole)))

    @rule(a=PICK)
    def retire(self, a):
        self.attempt(lambda: carry_out(retire(self.code(a))))

    @rule(a=PICK, parent=st.one_of(st.none(), PICK), after=st.one_of(st.none(), PICK), facet=st.sampled_from(Code.Facet.values))
    def move(self, a, parent, after, facet):
        place = Place(facet, *(None if pick is None else self.code(pick).pk for pick in (parent, after)))
        self.attempt(lambda: carry_out(move(self.code(a), place)))

    @rule(a=PICK, label=st.sampled_from(["", "New words"]), notation=NOTATIONS)
    def edit(self, a, label, notation):
        values = {"label": label} if label else {"notation": notation}
        self.attempt(lambda: carry_out(edit(self.code(a), values)))

    @rule(facet=st.sampled_from(Code.Facet.values), notation=NOTATIONS)
    def add(self, facet, notation):
        self.attempt(lambda: carry_out(add(self.call, {"facet": facet, "label": "Added", "notation": notation})))

    @rule(a=PICK, notation=NOTATIONS)
    def load(self, a, notation):
        new = {"identifier": f"new-{notation}", "label": "New", "facet": "theme", "notation": notation}
        there = {"identifier": self.code(a).identifier, "label": "Loaded", "facet": self.code(a).facet, "notation": self.code(a).notation}
        self.attempt(lambda: load_codes(self.call, [new, {**there, "parent": "new-" + notation}]))

    @precondition(lambda self: CodebookChange.objects.filter(act="split", undone_at=None).exists())
    @rule(pick=PICK, some=st.sets(PICK, max_size=6), both=st.booleans(), rest=st.booleans())
    def assign(self, pick, some, both, rest):
        splits = list(CodebookChange.objects.filter(act="split", undone_at=None).order_by("pk"))
        change = splits[pick % len(splits)]
        parts = [code.pk for code in parts_of(change, {code.pk: code for code in Code.objects.all()})]
        if not parts:
            return
        keys = list(waiting_of(change).order_by("pk").values_list("pk", flat=True))
        if rest:
            assign_rest(change, parts[0], by=None)
        else:
            assign(change, {key: parts if both else parts[-1:] for n, key in enumerate(keys) if n in some}, by=None)
        self.forget_above(change.pk)

    def forget_above(self, pk):
        self.befores |= {key: None for key in self.befores if key > pk}

    @precondition(lambda self: self.befores)
    @rule(pick=PICK)
    def undo(self, pick):
        keys = sorted(self.befores)
        self.take_back(keys[pick % len(keys)])

    def take_back(self, pk):
        before = dump()
        try:
            undo(CodebookChange.objects.get(pk=pk))
        except NotPossible:
            assert dump() == before
            assert pk < max(self.befores), "the latest act can always be undone"
            return
        was = self.befores.pop(pk)
        if all(key < pk for key in self.befores):
            assert was is None or dump() == was
        self.forget_above(pk)

    def teardown(self):
        if not hasattr(self, "block"):
            return
        try:
            if hasattr(self, "befores"):
                self.take_all_back()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def take_all_back(self):
        codes = list(Code.objects.all())
        refuse_twice(codes)
        refuse_astray(codes)
        for pk in sorted(self.befores, reverse=True):
            self.take_back(pk)
        assert dump() == self.start


@pytest.mark.django_db
def test_any_acts_are_undone_in_any_order():
    run_state_machine_as_test(
        Acts,
        settings=settings(max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)),
    )
