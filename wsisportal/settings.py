"""Django settings. What an installation may change is read in `environment.py`; the README lists it."""

from email.utils import parseaddr
from pathlib import Path

from django.utils.csp import CSP

from wsisportal import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The installation ---------------------------------------------------------------------------------------------
DATA_DIR = environment.data_dir(BASE_DIR)
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(DATA_DIR)
SITE_URL, SITE_SCHEME, SITE_HOST = environment.site_url("http://127.0.0.1:8000")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", SITE_HOST)
ADMIN_2FA = environment.one_of("ADMIN_2FA", "required", ("required", "optional"))
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", 0, least=0, most=9)
DATABASES = {"default": environment.database(DATA_DIR)}
MAILERS = environment.mailers(DATA_DIR)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"no-reply@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ADMINS = environment.words("ADMINS")
if any("@" not in parseaddr(address)[1] for address in ADMINS):
    environment.refuse("ADMINS", ",".join(ADMINS), "write e-mail addresses with commas between them")
CONTACT_EMAIL = environment.address("CONTACT_EMAIL")
KEEP_DRAFTS_DAYS = environment.whole_number("KEEP_DRAFTS_DAYS", 180, least=1, most=36500)  # after closing, as the next two
KEEP_CONTACTS_DAYS = environment.whole_number("KEEP_CONTACTS_DAYS", 730, least=1, most=36500)
KEEP_MAILS_DAYS = environment.whole_number("KEEP_MAILS_DAYS", 90, least=1, most=36500)
LOG_LEVEL = environment.one_of("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

# --- The house ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "wsisportal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # for allauth's list of security keys
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_countries",
    "django_include_bootstrap",
    "submissions",
    "review",
]
MIDDLEWARE = [
    "wsisportal.arrival.note_arrival",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wsisportal.staffsessions.EndStaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "wsisportal.urls"
WSGI_APPLICATION = "wsisportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
COUNTRIES_COMMON_NAMES = False  # the UN's names
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Languages ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "wsisportal" / "locale"]
FORMAT_MODULE_PATH = "wsisportal.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "wsisportal.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a form post, as the contract says
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Staff sign-in ------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "wsisportal.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_SCHEME == "http"
MFA_TOTP_ISSUER = SITE_HOST
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# --- Security -----------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # Bootstrap's icons and the second factor's QR code
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
# Not "no-referrer": browsers then send "Origin: null" with a form, which Django's CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "submissions.views.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_SESSION_IDLE = 30 * 60
STAFF_SESSION_AGE = 8 * 3600
over_https = SITE_SCHEME == "https"
SESSION_COOKIE_SECURE = over_https
CSRF_COOKIE_AGE = SESSION_COOKIE_AGE  # as the privacy statement says
CSRF_COOKIE_SECURE = over_https
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = over_https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if over_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = over_https
SECURE_HSTS_PRELOAD = over_https
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Log ----------------------------------------------------------------------------------------------------------
log_handlers = {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_tokens"]}}
if ADMINS:
    log_handlers["admins"] = {"class": "wsisportal.logs.MailAdmins", "level": "ERROR", "filters": ["hide_tokens"]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "wsisportal.logs.HideTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": log_handlers,
    "root": {"handlers": list(log_handlers), "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": list(log_handlers), "level": LOG_LEVEL, "propagate": False}},
}
