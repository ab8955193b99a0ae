"""The portal's settings as the suite runs them: a data folder of its own, a fast password hasher, no second factor unless a test asks."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
os.environ["SECRET_KEY"] = "of the tests, " * 5
os.environ["SITE_URL"] = "http://testserver"
os.environ["ADMIN_2FA"] = "optional"
for name in ("DEBUG", "ALLOWED_HOSTS", "EMAIL_URL", "ADMINS", "CONTACT_EMAIL", "TRUSTED_PROXIES"):
    os.environ.pop(name, None)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API runs an event loop beside the tests

from wsisportal.settings import *  # noqa: E402, F403
from wsisportal.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: an in-memory database is one connection's, so parallel posts could not be tried on it.
    DATABASES = {"default": {**DATABASES["default"], "TEST": {"NAME": DATA_DIR / "test.sqlite3"}}}
