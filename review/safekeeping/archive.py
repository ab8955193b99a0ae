"""The file that `backup` writes: a ZIP of database and files with a manifest. The secret key is not in it."""

import hashlib
import json
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from review.management.arguments import whole_file
from review.safekeeping import databases
from review.safekeeping.databases import Impossible
from submissions import ledger
from submissions.models import Publication, Submission

MANIFEST, FILES = "manifest.json", "files/"
CHUNK = 1 << 20


def write(target):
    """Write a backup; it appears whole or not at all. Returns its manifest."""
    with whole_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        Path(file.name).chmod(0o600)
        manifest = describe()
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / databases.part_name()
            databases.dump(copy)
            add(archive, manifest, copy, copy.name)
        for path in sorted(files_folder().rglob("*")):  # after the database: a row is written after its file
            if path.is_file():
                add(archive, manifest, path, FILES + path.relative_to(files_folder()).as_posix())
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return manifest


def files_folder():
    return settings.DATA_DIR / "files"


def describe():
    """What a restore has to know. The counts are of about the time of the copy: people go on submitting."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "format": 1,
        "portal": portal_version(),
        "database": connection.vendor,
        "started_at": timezone.now().isoformat(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "counts": {"received": Submission.objects.received().count(), "published": Publication.objects.standing().count()},
        "secret_key": "not included",
        "key_fingerprint": ledger.key_fingerprint(),
        "sha256": {},
    }


def portal_version():
    try:
        return version("wsis-call-for-inputs")
    except PackageNotFoundError:
        return "unknown"


def add(archive, manifest, path, name):
    archive.write(path, name)
    with path.open("rb") as file:
        manifest["sha256"][name] = hashlib.file_digest(file, "sha256").hexdigest()


def is_of_this_key(manifest):
    """Whether the backup was made under the SECRET_KEY of now; an older manifest names none and passes."""
    return manifest.get("key_fingerprint", ledger.key_fingerprint()) == ledger.key_fingerprint()


def read_manifest(archive):
    """The manifest, once every part is there and has its hash; Impossible otherwise."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        parts = manifest["sha256"]
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise Impossible("The file is no backup of this portal: it has no manifest.") from error
    if set(archive.namelist()) != {MANIFEST, *parts}:
        raise Impossible("The backup does not hold what its manifest lists; use another copy.")
    for name, expected in parts.items():
        if not is_safe(name) or digest(archive, name) != expected:
            raise Impossible(f"“{name}” in the backup is damaged: its hash differs from the manifest. Use another copy.")
    return manifest


def is_safe(name):
    return name in ("database.sqlite3", "database.dump") or (name.startswith(FILES) and ".." not in name.split("/"))


def digest(archive, name):
    try:
        with archive.open(name) as part:
            sha = hashlib.sha256()
            while chunk := part.read(CHUNK):
                sha.update(chunk)
    except zipfile.BadZipFile:
        return ""
    return sha.hexdigest()
