"""Error pages: a sentence and a way on, in the portal's look and without a query."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from submissions.views import errors


@pytest.mark.parametrize(
    ("view", "status"), [(errors.bad_request, 400), (errors.permission_denied, 403), (errors.not_found, 404), (errors.server_error, 500)]
)
def test_error_page_leads_on_and_asks_no_database(view, status):
    request = RequestFactory().get("/fr/somewhere/")

    response = view(request) if status == 500 else view(request, Exception("Secret detail"))

    assert response.status_code == status
    assert f'href="{reverse("submissions:home")}"' in response.text
    assert "Secret detail" not in response.text
    assert "no-store" in response["Cache-Control"]
