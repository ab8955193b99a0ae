"""The settings that come from the environment, read once and refused in a sentence that names the variable, the value and the remedy."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

FOLDER_BACKEND = "wsisportal.mail.FolderBackend"


def refuse(name, value, remedy):
    """Raise the one error of this module."""
    raise ImproperlyConfigured(f"{name} is {value!r}; {remedy}.")


def text(name, default=""):
    """The variable's value without surrounding space; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def one_of(name, default, allowed):
    """One of the words in `allowed`."""
    value = text(name, default)
    if value not in allowed:
        refuse(name, value, "allowed are " + ", ".join(allowed))
    return value


def flag(name, default=False):
    """A boolean written as on/off, true/false, yes/no or 1/0."""
    value = text(name, "on" if default else "off").lower()
    if value in ("on", "true", "yes", "1"):
        return True
    if value in ("off", "false", "no", "0"):
        return False
    return refuse(name, value, "allowed are on and off")


def whole_number(name, default, *, least, most):
    """A whole number from `least` to `most`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        refuse(name, value, f"allowed are whole numbers from {least} to {most}")
    return int(value)


def words(name, default=""):
    """A list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(name):
    """One e-mail address, or "" where none is set."""
    value = text(name)
    if value:
        try:
            validate_email(value)
        except ValidationError:
            refuse(name, value, "write one e-mail address, such as calls@example.org")
    return value


def split(url):
    """The parts of an address; None where it, or its port, cannot be read."""
    with suppress(ValueError):
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    return None


def without_password(url):
    """What of an address may be shown: nothing before its host."""
    return url.split("@")[-1]


def site_url(default):
    """SITE_URL as (address without closing slash, scheme, host)."""
    value = text("SITE_URL", default).rstrip("/")
    parts = split(value)
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.path or parts.query:
        refuse("SITE_URL", without_password(value), "write the public address without a path, for example https://calls.example.org")
    return value, parts.scheme, parts.hostname


def secret_key(data_dir):
    """SECRET_KEY, or the key that quickstart keeps in the data folder."""
    kept = data_dir / "secret-key"
    value = text("SECRET_KEY") or (kept.read_text().strip() if kept.is_file() else "")
    if not value:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set and {kept} does not exist; set SECRET_KEY to 50 random characters, or run quickstart first."
        )
    if len(value) < 40:
        raise ImproperlyConfigured(f"SECRET_KEY has {len(value)} characters; use at least 40 random ones.")
    return value


def database(data_dir):
    """Django's DATABASES["default"], from DATABASE_URL or SQLite in the data folder with its durable settings."""
    url = text("DATABASE_URL", f"sqlite:///{data_dir / 'portal.sqlite3'}")
    shown = without_password(url).partition("?")[0]
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        refuse("DATABASE_URL", shown, "allowed are postgres://… and sqlite:///path")
    config = None
    with suppress(ValueError):
        config = dj_database_url.parse(url)
    if config is None:
        refuse("DATABASE_URL", shown, "write postgres://user:password@host:5432/name or sqlite:///path")
    if config["ENGINE"].endswith("sqlite3"):
        config["ENGINE"] = "wsisportal.sqlite3"
        config["OPTIONS"] = sqlite_options()
        config["CONN_MAX_AGE"] = 60  # seconds; a connection opened for every request would read the whole schema again each time
    else:
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 20, "timeout": 20}}
    return config


def sqlite_options():
    """Writers queue instead of failing, and nothing is answered before it is on disk.

    WAL only where the linked SQLite has the WAL-reset fix (3.44.6, 3.50.7, 3.51.3 or later of each line).
    """
    version = sqlite3.sqlite_version_info
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    mode = "journal_mode=WAL; PRAGMA synchronous=FULL" if fixed else "journal_mode=DELETE; PRAGMA synchronous=EXTRA"
    return {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": f"PRAGMA {mode}; PRAGMA secure_delete=ON;"}


def mailers(data_dir):
    """Django's MAILERS, from EMAIL_URL: smtp://, smtps:// (implicit TLS), smtp+starttls://, or file:///folder."""
    url = text("EMAIL_URL", f"file://{data_dir / 'mail'}")
    parts = split(url)
    if parts and parts.scheme == "file" and parts.path:
        return {"default": {"BACKEND": FOLDER_BACKEND, "OPTIONS": {"folder": unquote(parts.path)}}}
    if not parts or parts.scheme not in ("smtp", "smtps", "smtp+starttls") or not parts.hostname:
        remedy = "allowed are smtp://, smtps://, smtp+starttls://user:password@host:port and file:///folder"
        refuse("EMAIL_URL", without_password(url), remedy)
    timeout = parse_qs(parts.query).get("timeout", ["20"])[0]
    if not timeout.isascii() or not timeout.isdigit() or not 1 <= int(timeout) <= 60:
        refuse("EMAIL_URL", without_password(url), "write the timeout in whole seconds from 1 to 60, such as smtp://host:25?timeout=20")
    options = {
        "host": parts.hostname,
        "port": parts.port or {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+starttls",
        "timeout": int(timeout),
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


def data_dir(base_dir):
    """DATA_DIR: where database, uploads, mail and secrets live."""
    return Path(text("DATA_DIR", str(base_dir / "var"))).resolve()
