"""Whom to write to: on every page and in every mail the call's contact, else the installation's, else where to find one."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from submissions import outbox
from submissions.mails import message
from submissions.models import OutgoingMail
from submissions.views import errors
from tests.make import make_call, make_draft, make_handle, make_publication, make_submission

pytestmark = pytest.mark.django_db

OURS = "office@portal.example"
PUBLIC = ("home", "privacy", "accessibility")
OF_A_CALL = ("call", "published-list", "data", "respond")
PRIVATE = ("draft", "draft-check", "receipt")


def footer(response):
    return response.text[response.text.index('<footer class="site-footer">') :]


def private_page(client, name, call):
    submission = make_submission(call) if name == "receipt" else make_draft(call)
    return client.get(reverse(f"submissions:{name}", args=(make_handle(client, submission),)))


@pytest.mark.parametrize("name", OF_A_CALL)
def test_a_call_s_page_shows_the_call_s_contact(client, call, settings, name):
    settings.CONTACT_EMAIL = OURS

    assert 'href="mailto:desk@portal.example"' in footer(client.get(reverse(f"submissions:{name}", args=(call.slug,))))


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_page_shows_the_call_s_contact_or_ours(client, call, settings, name):
    settings.CONTACT_EMAIL = OURS
    without = make_call("without", contact_email="")

    assert 'href="mailto:desk@portal.example"' in footer(private_page(client, name, call))
    assert f'href="mailto:{OURS}"' in footer(private_page(client, name, without))


@pytest.mark.parametrize("name", PUBLIC)
def test_any_other_page_shows_ours_or_leads_to_a_contact(client, call, settings, name):
    address = reverse(f"submissions:{name}")

    assert 'href="/accessibility/#contact"' in footer(client.get(address))

    settings.CONTACT_EMAIL = OURS
    assert f'href="mailto:{OURS}"' in footer(client.get(address))


def test_a_published_submission_shows_the_call_s_contact(client, call):
    publication = make_publication(call)

    assert 'href="mailto:desk@portal.example"' in footer(client.get(publication.get_absolute_url()))


@pytest.mark.parametrize("view", [errors.bad_request, errors.permission_denied, errors.not_found, errors.server_error])
def test_an_error_page_shows_ours_without_a_query(settings, django_assert_num_queries, view):
    settings.CONTACT_EMAIL = OURS

    with django_assert_num_queries(0):
        assert f'href="mailto:{OURS}"' in footer(view(RequestFactory().get("/fr/somewhere/")))


def test_the_statements_list_our_contact_and_each_call_s(client, call, settings):
    settings.CONTACT_EMAIL = OURS
    make_call("hidden", contact_email="hidden@portal.example", is_listed=False)

    page = client.get(reverse("submissions:accessibility")).text

    listed = page[page.index('id="contact"') : page.index('id="versions"')]
    assert [part.partition('"')[0] for part in listed.split("mailto:")[1:]] == [OURS, "desk@portal.example"]


@pytest.mark.parametrize("kind", [OutgoingMail.Kind.LINK, OutgoingMail.Kind.RECEIPT])
@pytest.mark.parametrize(
    ("own", "ours", "expected"), [("desk@portal.example", OURS, "desk@portal.example"), ("", OURS, OURS), ("", "", None)]
)
def test_every_mail_names_the_contact_that_gets_its_answers(settings, kind, own, ours, expected):
    settings.CONTACT_EMAIL = ours
    submission = make_submission(make_call(contact_email=own), email="ada@rivers.example")

    mail = message(outbox.queue(submission, kind, language="en"))

    html = mail.alternatives[0].content
    assert mail.reply_to == ([expected] if expected else [])
    assert all((f"Questions? Write to {expected}" in text) is bool(expected) for text in (mail.body, html))
