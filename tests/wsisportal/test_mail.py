import email
import email.policy

from django.core.mail import EmailMessage

from wsisportal.checks import mail_is_delivered
from wsisportal.mail import FolderBackend


def test_a_message_becomes_one_file_that_a_second_sending_replaces(tmp_path):
    message = EmailMessage("Ваша ссылка", "Look here.", "desk@portal.example", ["lea@ferries.example"], headers={"Message-ID": "<1/2@x>"})

    FolderBackend(folder=tmp_path / "mail").send_messages([message])
    FolderBackend(folder=tmp_path / "mail").send_messages([message])

    (file,) = (tmp_path / "mail").iterdir()
    read = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert (file.name, read["Subject"], read["To"]) == ("1_2@x.eml", "Ваша ссылка", "lea@ferries.example")


def test_a_deployment_whose_mail_reaches_nobody_is_refused(settings):
    assert [error.id for error in mail_is_delivered(None)] == []

    settings.MAILERS = {"default": {"BACKEND": "wsisportal.mail.FolderBackend"}}

    assert [error.id for error in mail_is_delivered(None)] == ["wsisportal.E003"]
