"""Addresses for monitors: is the process alive, and can it take a submission now."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LEAST_FREE_BYTES = 100 * 1024 * 1024


@require_safe
@never_cache
def live(request):
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request):
    """200 when the database answers, is migrated and the disk has room; else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return JsonResponse({"status": "unavailable", "reason": "migrations are waiting"}, status=503)
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "reason": "the database does not answer"}, status=503)
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        return JsonResponse({"status": "unavailable", "reason": "less than 100 MB free in the data folder"}, status=503)
    return JsonResponse({"status": "ok"})
