"""The portal as `quickstart` serves it, and a browser that fails on any console error."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.drafts import start
from tests.test_source import ROOT
from tests.tools import CHROMIUM_ARGUMENTS, chromium, free_port

expect.set_options(timeout=30_000)  # ms; as long as a click waits


def pytest_collection_modifyitems(items):
    """What timed out in a browser is tried once more: a shared machine may stall. The suite's last line counts such reruns."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[r"TimeoutError", r"Timeout \d+ms exceeded"]))


@dataclass(frozen=True)
class Portal:
    """A served portal: its address, its data folder and its one staff account."""

    address: str
    data: Path
    password: str
    username: str = "secretariat"

    def manage(self, *command):
        """Run a command of the portal; return what it printed."""
        run = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(self.data, self.address), capture_output=True, text=True
        )
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout


def environment(data, address):
    """Only what a newcomer's shell would hold: none of the suite's own settings."""
    ours = {
        "SECRET_KEY",
        "DATABASE_URL",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
        "CONTACT_EMAIL",
        "DJANGO_SETTINGS_MODULE",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    }
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "DATA_DIR": str(data), "SITE_URL": address, "ADMIN_2FA": "optional", "TRUSTED_PROXIES": "1"}


PEOPLE = count(1)


def of_its_own():
    """What the browser of one more person is opened with: a client address of its own, as a proxy in front would tell it.

    From one address a test starts drafts faster than the guard lets machines do.
    """
    number = next(PEOPLE)
    return {"extra_http_headers": {"X-Forwarded-For": f"198.51.{100 + number // 250}.{number % 250}"}}


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """`quickstart` from nothing, demonstration data included."""
    chromium()
    data = tmp_path_factory.mktemp("portal")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = data / "quickstart.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "quickstart", "--data", str(data), "--port", str(port)],
            cwd=ROOT,
            env=environment(data, address),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_served(address, process, log)
        yield Portal(address, data, re.search(r"Password\s+(\S+)", log.read_text())[1])
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_until_served(address, process, log, seconds=180):
    for _attempt in range(seconds * 2):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address + "/healthz/ready", timeout=5):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"quickstart did not serve within {seconds} s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def base_url(portal):
    return portal.address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": list(CHROMIUM_ARGUMENTS)}


def watch(page, errors):
    """Collect a page's console errors (a broken CSP shows there) and script errors."""
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


@pytest.fixture
def browser_of(browser, base_url):
    """Open another person's browser, without the cookies of the others; errors on any of its pages fail the test."""
    contexts, errors = [], []

    def open_page():
        contexts.append(browser.new_context(base_url=base_url, accept_downloads=True, **of_its_own()))
        return watch(contexts[-1].new_page(), errors)

    yield open_page

    for context in contexts:
        context.close()
    assert [error for error in errors if "status of 4" not in error] == []


@pytest.fixture
def page(browser_of):
    """A page on which any error fails the test."""
    return browser_of()


@pytest.fixture
def desk_page(browser_of, portal):
    """A page signed in as the secretariat."""
    page = browser_of()
    page.goto("/admin/")
    page.get_by_label("Username").fill(portal.username)
    page.get_by_label("Password").fill(portal.password)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/" not in address)
    return page


@pytest.fixture
def draft(page):
    return start(page)


@pytest.fixture
def colleague(browser_of, draft):
    """Another person, in another browser, with the same draft open."""
    page = browser_of()
    page.goto(draft.locator(".private-link a").get_attribute("href"))
    return page


@pytest.fixture
def cut_off(browser, base_url):
    """A draft whose portal can be made unreachable; an error in a script still fails the test."""
    context, errors = browser.new_context(base_url=base_url, **of_its_own()), []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield start(page)
    context.close()
    assert errors == []
