"""What `quickstart` needs before Django can load its settings: a data folder, a secret key, a loopback address."""

import argparse
import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def add_arguments(parser):
    """The options of `quickstart`, as the contract names them."""
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
    parser.add_argument("--no-serve", action="store_true", help="prepare everything, then stop")
    parser.add_argument("--no-demo", action="store_true", help="without the demonstration data")
    parser.add_argument("--data", help="data folder (var/)")


def prepare(argv):
    """Set the environment that the settings read; an existing variable wins."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    options, _ = parser.parse_known_args(argv)
    if options.data:
        os.environ["DATA_DIR"] = str(Path(options.data).resolve())
    data_dir = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var")
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = data_dir / "secret-key"
    if not os.environ.get("SECRET_KEY") and not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    os.environ.setdefault("SITE_URL", f"http://{options.host}:{options.port}")
    os.environ.setdefault("ALLOWED_HOSTS", f"{options.host},localhost,127.0.0.1")
    os.environ.setdefault("ADMIN_2FA", "optional")
