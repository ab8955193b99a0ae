"""The addresses of stakeholders and the public; the contract lists them."""

from django.urls import path

from submissions import open_data
from submissions.views import autosave, public, receipt, respond

app_name = "submissions"

urlpatterns = [
    path("", public.home, name="home"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("calls/<slug:slug>/", public.call_detail, name="call"),
    path("calls/<slug:slug>/submissions/", public.published_list, name="published-list"),
    path("calls/<slug:slug>/submissions/<int:number>/", public.published_detail, name="published"),
    path("calls/<slug:slug>/questions/<slug:identifier>/", public.question_detail, name="question"),
    path("calls/<slug:slug>/data/", open_data.data_index, name="data"),
    path("calls/<slug:slug>/data/submissions.csv", open_data.submissions_csv, name="data-csv"),
    path("calls/<slug:slug>/data/submissions.jsonl", open_data.submissions_jsonl, name="data-jsonl"),
    path("calls/<slug:slug>/respond/", respond.start, name="respond"),
    path("s/<str:token>/", respond.open_link, name="link"),
    path("draft/<str:handle>/", respond.draft, name="draft"),
    path("draft/<str:handle>/autosave/", autosave.autosave, name="draft-autosave"),
    path("draft/<str:handle>/state/", autosave.state, name="draft-state"),
    path("draft/<str:handle>/check/", respond.check, name="draft-check"),
    path("draft/<str:handle>/receipt/", receipt.receipt, name="receipt"),
    path("draft/<str:handle>/receipt.json", receipt.receipt_json, name="receipt-json"),
    path("draft/<str:handle>/consent/", receipt.consent, name="consent"),
    path("draft/<str:handle>/withdraw/", receipt.withdraw, name="withdraw"),
]
