"""Handing one message to a mail server, or to GOV.UK Notify.

Exactly once, as far as each allows. A worker may be killed after a message was taken and before that is written down.
GOV.UK Notify is asked first, at every further attempt, whether it has a message with our reference: there it goes out
once. A mail server cannot be asked: it gets the same message again, with the same Message-ID, and mail systems drop
the copy, but not all do.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import unquote, urlsplit

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from coordination import clock
from coordination.problems import Problem
from coordination.reminders.outbox import Outgoing
from coordination.texts import on_one_line

SECONDS = 30  # that a server is waited for, at each step
LONGEST_ANSWER = 300  # characters of what a server said
BAD_REQUEST = 400
PERMANENT = 500  # an answer of a mail server from here on: asking again will not help
NOTIFY = "https://api.notifications.service.gov.uk"


class Refused(Problem):
    """This message will never be taken."""


class NotNow(Problem):
    """This message was not taken; another try may help."""


class Unreachable(NotNow):
    """Nothing can be sent at the moment: neither this message nor any other."""


class Sender(Protocol):
    """What messages are sent by."""

    def send(self, message: Outgoing) -> None:
        """Hand a message over. Raises Refused, NotNow or Unreachable, each with a sentence."""


class Encryption(StrEnum):
    """How the way to a mail server is encrypted."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class Smtp:
    """A mail server. Its certificate must be good for its name."""

    host: str
    port: int
    encryption: Encryption
    sender: str
    """The address that messages come from."""
    account_page: str
    """Where people choose what they are sent."""
    user: str = ""
    password: str = field(default="", repr=False)

    def send(self, message: Outgoing) -> None:
        """As Sender has it."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"The mail server cannot be used: {_said(error)}") from error
        try:
            server.send_message(self.written(message), self.sender, [message.to])
        except smtplib.SMTPRecipientsRefused as error:
            raise _not_taken("the address", *error.recipients[message.to]) from error
        except smtplib.SMTPDataError as error:
            raise _not_taken("the message", error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise Refused("The mail server takes no address with letters such as these.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"The mail server broke off: {_said(error)}") from error
        finally:
            with suppress(smtplib.SMTPException, OSError):  # it was taken, or not, whatever the server says to that
                server.quit()
            server.close()

    def written(self, message: Outgoing) -> EmailMessage:
        """The mail. EmailMessage refuses line ends in headers, so nobody can put in headers of their own."""
        mail = EmailMessage()
        mail["From"] = _address("Parley", self.sender)
        mail["To"] = _address("", message.to)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(clock.real_now())
        mail["Message-ID"] = f"<{message.uuid}@{self.sender.rpartition('@')[2]}>"
        mail["List-Unsubscribe"] = f"<{self.account_page}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        mail.add_alternative(message.html, subtype="html")
        return mail

    def _connected(self) -> smtplib.SMTP:
        if self.encryption is Encryption.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS,
                                                    context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.encryption is Encryption.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


@dataclass(frozen=True)
class Notify:
    """GOV.UK Notify, by a template that has nothing but ((subject)) and ((body))."""

    api_key: str = field(repr=False)
    template_id: str
    base_url: str = NOTIFY

    def send(self, message: Outgoing) -> None:
        """As Sender has it."""
        client = NotificationsAPIClient(self.api_key, base_url=self.base_url, timeout=SECONDS)
        try:
            if message.attempts > 1 and self._has(client, message.uuid):
                return
            client.send_email_notification(
                email_address=message.to, template_id=self.template_id, reference=message.uuid,
                personalisation={"subject": message.subject, "body": message.text})
        except HTTPError as error:
            if error.status_code == BAD_REQUEST:
                raise Refused(f"GOV.UK Notify refused the message: {_of_notify(error)}") from error
            raise Unreachable(f"GOV.UK Notify cannot be used: {_of_notify(error)}") from error
        except APIError as error:
            raise NotNow(f"GOV.UK Notify gave no answer that can be read: {_of_notify(error)}") from error

    def _has(self, client: NotificationsAPIClient, reference: str) -> bool:
        """Whether an earlier attempt, after which we were killed or cut off, had arrived."""
        return bool(client.get_all_notifications(template_type="email", reference=reference)["notifications"])


def smtp(url: str, sender: str, public_url: str) -> Smtp:
    """The mail server at `url`, as SMTP_URL has it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "smtps":
        encryption, usual = Encryption.TLS, smtplib.SMTP_SSL_PORT
    else:
        encryption = Encryption.NONE if _is_this_machine(host) else Encryption.STARTTLS
        usual = 587 if parts.username else smtplib.SMTP_PORT
    return Smtp(host, parts.port or usual, encryption, sender, f"{public_url}/your-account",
                unquote(parts.username or ""), unquote(parts.password or ""))


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(name: str, address: str) -> Address:
    """By its parts, because as a whole it may have letters of ASCII alone."""
    user, _, domain = address.rpartition("@")
    return Address(name, user, domain)


def _not_taken(what: str, code: int, answer: bytes | str) -> Problem:
    kind = Refused if code >= PERMANENT else NotNow
    return kind(f"The mail server {'refused' if kind is Refused else 'did not take'} {what}: {code} {_text(answer)}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return _text(str(error))


def _of_notify(error: APIError) -> str:
    said = error.message
    if isinstance(said, list):
        said = "; ".join(str(each.get("message", "")) for each in said)
    return f"{error.status_code} {_text(said)}"


def _text(answer: bytes | str) -> str:
    """What a server said, fit to store: it may be anything."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return on_one_line(text)[:LONGEST_ANSWER]
