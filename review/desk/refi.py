"""The project of a call for other tools of qualitative analysis, taken out of the desk."""

from tempfile import TemporaryFile

from django.http import FileResponse
from django.views.decorators.http import require_GET

from review.desk.access import call_for
from review.desk.files import attached
from review.refi import write_project


@require_GET
def export_project(request, pk):
    """The QDPX file of a call, and an Event; made whole before it is sent, so that a slow reader holds nothing but a file of its own."""
    call = call_for(request, pk, "export")
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_project(file, call, by=request.user)
    file.seek(0)
    return attached(FileResponse(file, content_type="application/zip"), f"{call.slug}.qdpx")
