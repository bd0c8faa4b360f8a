"""The second factor of a local account: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for who has
lost it. People whom an identity provider signs in have their second factor there.
"""

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import Engine, delete, func, select, update
from sqlmodel import Session, col

from coordination import clock, guessing
from coordination.accounts import token_hash
from coordination.exercise import is_exercise
from coordination.problems import Fault, Invalid, NotAllowed, NotFound
from coordination.viewers import Viewer
from coordination.writes import Write, write
from data_model.accounts import Account, RecoveryCode, SecondFactor
from data_model.words import Role

REQUIRED_OF = frozenset({Role.OFFICIAL, Role.ADMINISTRATOR})
EVERYBODY = frozenset(Role)
DOING = "change their second factor"
NAMED = "Parley"  # in the person's app
STEP_S = 30
STEPS_OFF = 1  # a phone's clock may be this many steps fast or slow
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # sixteen letters and digits
WRONG = "This code is not right. Wait for the next one that your app shows, and type that."
CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Standing:
    """How somebody's second factor stands. `secret` is that of an app that is offered and not yet confirmed."""

    required: bool
    by_password: bool
    """Whether they have a password, which a second factor would go with."""
    confirmed_at: datetime | None
    secret: str | None
    codes_left: int

    @property
    def on(self) -> bool:
        """Whether a password alone no longer signs them in."""
        return self.confirmed_at is not None


def standing(session: Session, viewer: Viewer) -> Standing:
    """How the viewer's own second factor stands."""
    return standing_of(session, viewer.account_id, viewer.role)


def standing_of(session: Session, account_id: int, role: Role) -> Standing:
    """How an account's second factor stands. Who asks has been seen to."""
    factor = session.get(SecondFactor, account_id)
    unused = select(func.count()).select_from(RecoveryCode).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
    confirmed_at = factor.confirmed_at if factor else None
    password = select(col(Account.password_hash)).where(col(Account.id) == account_id)
    return Standing(required=role in REQUIRED_OF and not is_exercise(session), confirmed_at=confirmed_at,
                    by_password=session.scalars(password).one() is not None,
                    secret=factor.secret if factor and not confirmed_at else None,
                    codes_left=session.scalars(unused).one() if confirmed_at else 0)


def on_since(session: Session, viewer: Viewer, account_id: int) -> datetime | None:
    """Since when an account has a second factor; None where it has none. Administrators only: raises NotAllowed."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can see accounts.")
    factor = session.get(SecondFactor, account_id)
    return factor.confirmed_at if factor else None


def offer(w: Write, account_id: int) -> str:
    """Offer an app's secret anew, so that nobody who saw an earlier one knows it. Returns it.

    Raises Invalid where an app is confirmed already.
    """
    factor = w.session.get(SecondFactor, account_id)
    if factor and factor.confirmed_at:
        raise Invalid(Fault("second_factor", "Your second factor is on already."))
    secret = pyotp.random_base32()
    if factor:
        factor.secret, factor.offered_at = secret, w.now
    else:
        w.session.add(SecondFactor(account_id=account_id, secret=secret, offered_at=w.now))
    return secret


def start(engine: Engine, viewer: Viewer) -> str:
    """Offer the viewer a secret for their app. Nothing is asked of them until a code has shown that it works."""
    with write(engine, viewer, EVERYBODY, DOING) as w:
        return offer(w, w.account_id)


def confirm(engine: Engine, viewer: Viewer, code: str) -> list[str]:
    """Turn the offered factor on with the first code of the app. Returns the recovery codes, shown once.

    Raises Invalid for a wrong code, or where nothing is offered; TooManyGuesses.
    """
    with write(engine, viewer, EVERYBODY, DOING) as w:
        codes = confirmed(w, w.session.get_one(Account, w.account_id), code)
    if not codes:
        raise wrong()
    return codes


def renew(engine: Engine, viewer: Viewer, code: str) -> list[str]:
    """New recovery codes in place of the old ones, for who gives a code. Returns them, shown once.

    Raises Invalid for a wrong code; TooManyGuesses.
    """
    codes: list[str] = []
    with write(engine, viewer, EVERYBODY, DOING) as w:
        if used(w, w.account_id, code):
            codes = _new_codes(w, w.account_id)
            w.record("second-factor.renew", "renewed their recovery codes.")
    if not codes:
        raise wrong()
    return codes


def turn_off(engine: Engine, viewer: Viewer, code: str) -> None:
    """Sign in by password alone again. Raises NotAllowed where a second factor is required, Invalid for a wrong code,
    TooManyGuesses."""
    with write(engine, viewer, EVERYBODY, DOING) as w:
        if standing(w.session, w.person).required:
            raise NotAllowed("Officials and administrators need a second factor: it cannot be turned off.")
        right = used(w, w.account_id, code)
        if right:
            _forget(w, w.account_id)
            w.record("second-factor.off", "turned off their second factor.")
    if not right:
        raise wrong()


def remove(engine: Engine, by: Viewer | str, account_id: int) -> None:
    """Remove the second factor of somebody who has lost it. Who needs one sets it up at their next sign-in.

    Raises NotAllowed for who is no administrator, NotFound where there is nothing to remove.
    """
    with write(engine, by, {Role.ADMINISTRATOR}, "remove second factors") as w:
        account, factor = w.session.get(Account, account_id), w.session.get(SecondFactor, account_id)
        if account is None or factor is None or factor.confirmed_at is None:
            raise NotFound("This account has no second factor.")
        _forget(w, account_id)
        w.record("second-factor.remove", f"removed the second factor of {account.name}.")


def confirmed(w: Write, account: Account, code: str) -> list[str]:
    """Turn an offered factor on if `code` is right. Returns its recovery codes; none for a wrong code, which counts.

    Raises Invalid where nothing is offered, TooManyGuesses.
    """
    factor = w.session.get(SecondFactor, account.id)
    if factor is None or factor.confirmed_at:
        raise Invalid(Fault("code", "No app is waiting to be confirmed. Begin again."))
    if not _checked(w, factor, code):
        return []
    factor.confirmed_at = w.now
    w.record("second-factor.on", "set up a second factor.", of=account)
    return _new_codes(w, factor.account_id)


def used(w: Write, account_id: int, code: str) -> bool:
    """Whether `code` is right at this moment: the app's, or a recovery code. A right one is used up by asking, a wrong
    one counts. Raises TooManyGuesses, or Invalid for who has no second factor."""
    factor = w.session.get(SecondFactor, account_id)
    if factor is None or factor.confirmed_at is None:
        raise Invalid(Fault("code", "Your second factor is off."))
    return _checked(w, factor, code)


def address(secret: str, email: str) -> str:
    """The otpauth:// address that the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=NAMED)


def to_type(secret: str) -> str:
    """A secret, or a recovery code, in groups of four, to be read and typed."""
    return " ".join(re.findall("....", secret))


def wrong() -> Invalid:
    """What is said of a code that is not right."""
    return Invalid(Fault("code", WRONG))


def _checked(w: Write, factor: SecondFactor, code: str) -> bool:
    guessed = token_hash(f"second factor {factor.account_id}")
    guessing.refuse_if_guessing(w, guessed)
    typed = re.sub(r"[\s-]", "", code)
    right = _of_the_app(factor, typed) or (factor.confirmed_at is not None and _of_recovery(w, factor, typed))
    (guessing.forget if right else guessing.failed)(w, guessed)
    return right


def _of_the_app(factor: SecondFactor, typed: str) -> bool:
    """Whether the app shows this code about now, and no later one was used. Phones keep the real time."""
    if not CODE.fullmatch(typed):
        return False
    app, now = pyotp.TOTP(factor.secret, interval=STEP_S), int(clock.real_now().timestamp()) // STEP_S
    steps = range(now - STEPS_OFF, now + STEPS_OFF + 1)
    right = [step for step in steps if compare_digest(app.generate_otp(step), typed)]
    if not right or (factor.last_step is not None and right[-1] <= factor.last_step):
        return False
    factor.last_step = right[-1]
    return True


def _of_recovery(w: Write, factor: SecondFactor, typed: str) -> bool:
    """Whether it is one of the account's recovery codes; then it is used up."""
    spent = w.session.execute(
        update(RecoveryCode).values(used_at=w.now)
        .where(col(RecoveryCode.code_hash) == token_hash(typed.upper()), col(RecoveryCode.used_at).is_(None),
               col(RecoveryCode.account_id) == factor.account_id)
        .returning(col(RecoveryCode.id))).first()
    return spent is not None


def _new_codes(w: Write, account_id: int) -> list[str]:
    w.session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    codes = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    w.session.add_all(RecoveryCode(account_id=account_id, code_hash=token_hash(code)) for code in codes)
    return [to_type(code) for code in codes]


def _forget(w: Write, account_id: int) -> None:
    w.session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    w.session.execute(delete(SecondFactor).where(col(SecondFactor.account_id) == account_id))
