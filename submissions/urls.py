"""The addresses of stakeholders and the public; the contract lists them."""

from django.urls import path

from submissions import compendium, feeds, open_data
from submissions.views import autosave, check, join, link, own_copy, public, receipt, respond, revise, stop, used, versions

app_name = "submissions"

urlpatterns = [
    path("", public.home, name="home"),
    path("privacy/", public.show_statement, {"kind": "privacy"}, name="privacy"),
    path("privacy/<str:version>/", public.show_statement, {"kind": "privacy"}, name="privacy-version"),
    path("accessibility/", public.show_statement, {"kind": "accessibility"}, name="accessibility"),
    path("accessibility/<str:version>/", public.show_statement, {"kind": "accessibility"}, name="accessibility-version"),
    path("check/", check.check, name="check"),
    path("calls/<slug:slug>/", public.call_detail, name="call"),
    path("calls/<slug:slug>/submissions/", public.published_list, name="published-list"),
    path("calls/<slug:slug>/submissions/<int:number>/", public.published_detail, name="published"),
    path("calls/<slug:slug>/submissions/<int:number>/submission.pdf", public.published_pdf, name="published-pdf"),
    path("calls/<slug:slug>/questions/<slug:identifier>/", public.question_detail, name="question"),
    path("calls/<slug:slug>/statistics/", public.statistics_page, name="statistics"),
    path("calls/<slug:slug>/data/", open_data.data_index, name="data"),
    path("calls/<slug:slug>/data/submissions.csv", open_data.submissions_csv, name="data-csv"),
    path("calls/<slug:slug>/data/submissions.jsonl", open_data.submissions_jsonl, name="data-jsonl"),
    path("calls/<slug:slug>/data/submissions.xlsx", open_data.submissions_xlsx, name="data-xlsx"),
    path("calls/<slug:slug>/data/submissions.zip", compendium.submissions_zip, name="data-zip"),
    path("calls/<slug:slug>/data/data-dictionary.csv", open_data.data_dictionary, name="data-dictionary"),
    path("calls/<slug:slug>/data/feed.atom", feeds.feed, name="feed"),
    path("calls/<slug:slug>/respond/", respond.start, name="respond"),
    path("calls/<slug:slug>/link/", link.send_again, name="send-link-again"),
    path("s/<str:token>/", link.open_link, name="link"),
    path("not-mine/<str:token>/", link.not_mine, name="not-mine"),
    path("join/<str:token>/", join.open_link, name="join-link"),
    path("join/reply/<str:handle>/", join.reply, name="join"),
    path("stop/<str:token>/", stop.stop, name="stop"),
    path("draft/<str:handle>/", respond.draft, name="draft"),
    path("draft/<str:handle>/autosave/", autosave.autosave, name="draft-autosave"),
    path("draft/<str:handle>/state/", autosave.state, name="draft-state"),
    path("draft/<str:handle>/check/", respond.check, name="draft-check"),
    path("draft/<str:handle>/receipt/", receipt.receipt, name="receipt"),
    path("draft/<str:handle>/receipt.json", receipt.receipt_json, name="receipt-json"),
    path("draft/<str:handle>/submission.pdf", own_copy.file, {"format": "pdf"}, name="own-copy-pdf"),
    path("draft/<str:handle>/submission.docx", own_copy.file, {"format": "docx"}, name="own-copy-docx"),
    path("draft/<str:handle>/summary/", used.used, name="used"),
    path("draft/<str:handle>/versions/", versions.versions, name="versions"),
    path("draft/<str:handle>/versions/<int:number>/", versions.version, name="version"),
    path("draft/<str:handle>/consent/", receipt.consent, name="consent"),
    path("draft/<str:handle>/withdraw/", receipt.withdraw, name="withdraw"),
    path("draft/<str:handle>/revise/", revise.revise, name="revise"),
    path("draft/<str:handle>/discard/", revise.discard, name="discard"),
    path("draft/<str:handle>/withdraw-submission/", revise.withdraw_submission, name="withdraw-submission"),
    path("draft/<str:handle>/send-again/", revise.send_again, name="send-again"),
    path("draft/<str:handle>/ask-for-erasure/", revise.ask_for_erasure, name="ask-for-erasure"),
    path("draft/<str:handle>/confirm/", receipt.confirm, name="confirm"),
]
