"""The public addresses of the summary; the contract lists them."""

from django.urls import path

from review import views

app_name = "summary"

urlpatterns = [
    path("calls/<slug:slug>/summary/", views.edition, name="summary"),
    path("calls/<slug:slug>/summary/summary.docx", views.edition_file, {"format": "docx"}, name="docx"),
    path("calls/<slug:slug>/summary/summary.pdf", views.edition_file, {"format": "pdf"}, name="pdf"),
    path("calls/<slug:slug>/summary/editions/", views.editions, name="editions"),
    path("calls/<slug:slug>/summary/editions/<int:number>/", views.edition, name="edition"),
    path("calls/<slug:slug>/summary/editions/<int:number>/summary.docx", views.edition_file, {"format": "docx"}, name="edition-docx"),
    path("calls/<slug:slug>/summary/editions/<int:number>/summary.pdf", views.edition_file, {"format": "pdf"}, name="edition-pdf"),
    path("calls/<slug:slug>/summary/compare/", views.compare, name="compare"),
]
