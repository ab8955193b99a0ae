"""The groups that the portal ships, and that a permission that is missing means an act that is refused and a button that is not there."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from review.document.files import WRITERS
from review.roles import ROLES, set_up_groups
from submissions.models import Event, Publication, Submission
from tests.make import make_staff, make_submission

BUTTONS = {  # on the page of a submission: address → the permission that shows it
    "review_correct": "change_submission",
    "review_publish": "publish_submission",
    "review_withdraw": "publish_submission",
    "review_set_aside": "publish_submission",
    "review_clarify": "write_to_stakeholders",
    "review_link_show": "reveal_link",
    "review_link_replace": "reveal_link",
    "review_coding": "view_coding",
}


def member(*groups, name="member"):
    set_up_groups()
    user = make_staff(name, superuser=False)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def test_setupgroups_makes_each_group_and_keeps_what_was_changed(db, capsys):
    call_command("setupgroups")
    Group.objects.get(name="exporter").permissions.clear()

    call_command("setupgroups")

    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert not Group.objects.get(name="exporter").permissions.exists()
    assert "Kept as they are: reviewer, publisher, exporter, administrator." in capsys.readouterr().out


def test_setupgroups_gives_shipped_permissions_again_when_asked(db):
    call_command("setupgroups")
    Group.objects.get(name="exporter").permissions.set(Permission.objects.filter(codename="publish_submission"))

    call_command("setupgroups", "--reset")

    codenames = Group.objects.get(name="exporter").permissions.values_list("codename", flat=True)
    assert set(codenames) == {"export_internal", "view_call"}


def test_no_two_roles_hold_what_parts_them(db):
    assert not set(ROLES["reviewer"]) & {"submissions.publish_submission", "submissions.reveal_link", "submissions.export_internal"}
    assert not set(ROLES["publisher"]) & {"submissions.change_submission", "review.add_coding", "submissions.export_internal"}
    assert not any("submission" in name.partition(".")[2] for name in ROLES["administrator"])


@pytest.mark.parametrize("permission", sorted(set(BUTTONS.values())))
def test_page_of_a_submission_shows_the_buttons_that_one_may_press(client, call, permission):
    submission = make_submission(call)
    user = make_staff("one", superuser=False)
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_submission", permission)))
    client.force_login(user)

    page = client.get(reverse("admin:submissions_submission_change", args=(submission.pk,))).text

    shown = {name for name in BUTTONS if f'"{reverse(f"admin:{name}", args=(submission.pk,))}"' in page}
    assert shown == {name for name, needed in BUTTONS.items() if needed == permission}


def test_a_reviewer_cannot_publish_from_the_list(client, call):
    submission = make_submission(call)
    client.force_login(member("reviewer"))
    posted = {"action": "publish_selected", "_selected_action": [submission.pk]}

    page = client.get(reverse("admin:submissions_submission_changelist")).text
    client.post(reverse("admin:submissions_submission_changelist"), posted)

    assert "publish_selected" not in page
    assert not Publication.objects.exists()


def test_a_publisher_publishes_from_the_list(client, call):
    submission = make_submission(call)
    client.force_login(member("publisher"))
    posted = {"action": "publish_selected", "_selected_action": [submission.pk]}

    client.post(reverse("admin:submissions_submission_changelist"), posted)

    assert Publication.objects.live().get().submission == submission


def test_an_exporter_finds_the_files_and_no_submission(client, call):
    make_submission(call, "Ministry of Rivers")
    client.force_login(member("exporter"))

    page = client.get(reverse("admin:submissions_call_change", args=(call.pk,))).text

    assert reverse("admin:review_export_internal", args=(call.pk,)) in page
    assert reverse("admin:submissions_submission_changelist") not in page
    assert client.get(reverse("admin:submissions_submission_changelist")).status_code == 403
    assert "Ministry of Rivers" in b"".join(client.get(reverse("admin:review_export_internal", args=(call.pk,))).streaming_content).decode()


@pytest.mark.parametrize("role", ROLES)
def test_dropping_any_permission_of_a_role_enables_nothing(client, call, role):
    """Each permission dropped in turn: no page of a submission or a call opens that was closed before."""
    submission = make_submission(call)
    user = member(role)
    client.force_login(user)
    group = user.groups.get()
    addresses = [reverse(f"admin:{name}", args=(submission.pk,)) for name in BUTTONS]
    addresses += [reverse(f"admin:review_export_{what}", args=(call.pk,)) for what in ("public", "internal", "codings", "internal_xlsx")]
    addresses += [reverse("admin:submissions_submission_changelist"), reverse("admin:submissions_call_change", args=(call.pk,))]
    whole = {address for address in addresses if opens(client, address)}
    for permission in group.permissions.filter(content_type__app_label="submissions"):
        group.permissions.remove(permission)

        assert {address for address in addresses if opens(client, address)} <= whole, permission

        group.permissions.add(permission)


def opens(client, address):
    response = client.get(address)
    b"".join(response)  # a download is read to its end, which closes it
    return response.status_code != 403


def test_an_administrator_makes_an_account_with_an_event_and_no_superuser(client, db):
    client.force_login(member("administrator"))
    fields = {"username": "newcomer", "usable_password": "true", "password1": "correct horse battery", "password2": "correct horse battery"}
    client.post(reverse("admin:auth_user_add"), fields)
    newcomer = type(make_staff("other")).objects.get(username="newcomer")
    publisher = Group.objects.get(name="publisher")
    posted = {"username": "newcomer", "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [publisher.pk]}

    client.post(reverse("admin:auth_user_change", args=(newcomer.pk,)), posted)

    newcomer.refresh_from_db()
    assert (newcomer.is_staff, newcomer.is_superuser, newcomer.groups.get()) == (True, False, publisher)
    added, changed = Event.objects.filter(verb__endswith="account").order_by("pk")
    assert (added.verb, changed.verb, changed.after["groups"]) == ("add account", "change account", ["publisher"])
    assert "newcomer" not in str((added.after, changed.after))


def test_an_administrator_cannot_touch_a_superuser(client, db):
    chief = make_staff("chief")
    factor = Authenticator.objects.create(user=chief, type=Authenticator.Type.TOTP, data={"secret": "canary-secret"})
    client.force_login(member("administrator"))
    password = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}

    answers = [
        client.post(reverse("admin:auth_user_change", args=(chief.pk,)), {"username": "mine"}),
        client.post(reverse("admin:auth_user_password_change", args=(chief.pk,)), password),
        client.post(reverse("admin:mfa_authenticator_delete", args=(factor.pk,)), {"post": "yes"}),
    ]

    chief.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (chief.username, chief.check_password("correct horse battery")) == ("chief", True)
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_an_administrator_removes_a_lost_second_factor_and_never_sees_its_secret(client, db):
    colleague = make_staff("colleague", superuser=False)
    factor = Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "canary-secret"})
    client.force_login(member("administrator"))

    pages = [
        client.get(reverse(f"admin:mfa_authenticator_{name}", args=args)).text
        for name, args in (("changelist", ()), ("change", (factor.pk,)))
    ]
    client.post(reverse("admin:mfa_authenticator_delete", args=(factor.pk,)), {"post": "yes"})

    assert not any("canary-secret" in page for page in pages)
    assert not Authenticator.objects.exists()
    assert Event.objects.get(verb="remove second factor").before == {"account": colleague.pk, "type": "totp"}


def test_changes_of_a_group_are_events(client, db):
    client.force_login(member("administrator"))
    group = Group.objects.get(name="exporter")
    permission = Permission.objects.get(codename="view_event")

    client.post(reverse("admin:auth_group_change", args=(group.pk,)), {"name": "exporter", "permissions": [permission.pk]})
    client.post(reverse("admin:auth_group_delete", args=(group.pk,)), {"post": "yes"})

    changed, removed = Event.objects.filter(verb__endswith="group").order_by("pk")
    assert (changed.after, removed.before) == ({"group": "exporter", "permissions": ["submissions.view_event"]}, {"group": "exporter"})


def test_every_download_and_reveal_of_the_desks_is_an_event(desk, call, staff):
    submission = make_submission(call)
    documents = (f"summary_{format}" for format in WRITERS)
    for name in ("export_public", "export_internal", "export_internal_xlsx", "export_codings", *documents):
        before = Event.objects.filter(verb="export", actor=staff).count()

        b"".join(desk.get(reverse(f"admin:review_{name}", args=(call.pk,))))

        assert Event.objects.filter(verb="export", actor=staff).count() == before + 1, name

    desk.post(reverse("admin:review_link_show", args=(submission.pk,)))

    assert Event.objects.get(verb="reveal link").submission == Submission.objects.get()
