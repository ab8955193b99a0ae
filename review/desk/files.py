"""A table as a file for a member of staff: CSV, JSON Lines or XLSX, and an Event that tells who took it out and how many rows."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect

from review import exports
from submissions import open_data
from submissions.models.event import record
from submissions.spreadsheets import SheetFull, write_sheets, write_xlsx

FORMATS = ("csv", "xlsx", "jsonl")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_file(request, call, records, *, what, format, columns, back):
    """The response with a table of dicts; where a sheet cannot hold it, a sentence on the page that is gone `back` to."""
    if format not in FORMATS:
        raise Http404
    rows = exports.Recorded(records, call=call, what=what, format=format, by=request.user)
    name = f"{call.slug}-{what}.{format}"
    if format == "csv":
        return attached(StreamingHttpResponse(open_data.csv_lines(columns, map(open_data.flat, rows)), content_type="text/csv"), name)
    if format == "jsonl":
        return attached(StreamingHttpResponse(open_data.json_lines(rows), content_type="application/x-ndjson"), name)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(file, columns, map(open_data.flat, rows), title=f"{call.title}: {what}")
    except SheetFull as error:
        file.close()
        messages.error(request, str(error))
        return redirect(back)
    file.seek(0)
    return attached(FileResponse(file, content_type=XLSX), name)


def sheets_file(request, call, sheets, *, what, back):
    """The response with a workbook of (name, rows of texts) sheets, as `table_file` answers with a table."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_sheets(file, sheets, title=f"{call.title}: {what}")
    except SheetFull as error:
        file.close()
        messages.error(request, str(error))
        return redirect(back)
    record("export", call=call, by=request.user, after={"what": what, "format": "xlsx", "rows": sum(len(rows) for _name, rows in sheets)})
    file.seek(0)
    return attached(FileResponse(file, content_type=XLSX), f"{call.slug}-{what}.xlsx")


def attached(response, name):
    """The response as a file of this name that no cache keeps."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
