"""Rules by which people of a domain get an account at their first sign-in with the organisation."""

import re
from typing import Annotated

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, field_validator
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination.accounts import organisation_for
from coordination.problems import Fault, Invalid, NotAllowed, NotFound, from_validation
from coordination.texts import Line
from coordination.viewers import ROLE_NAMES, Viewer
from coordination.writes import Write, write
from data_model.accounts import Account, DomainRule
from data_model.organisations import Organisation
from data_model.words import Role

COLUMNS = ["id", "domain", "role", "organisation", "made_by", "made_at"]
ROLES = (Role.OFFICIAL, Role.ANALYST, Role.PLATFORM)  # administrators are made one by one
DOING = "decide who gets an account"
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def _domain(value: str) -> str:
    domain = value.strip().lower().removeprefix("@")
    if not DOMAIN.fullmatch(domain):
        raise ValueError("Enter what follows the @ in an address, like example.gov.uk.")
    return domain


class RuleInput(BaseModel):
    """What an administrator says of a rule."""

    model_config = ConfigDict(extra="forbid")

    domain: Annotated[str, AfterValidator(_domain)]
    role: Role
    organisation: Line

    @field_validator("role")
    @classmethod
    def _no_administrator(cls, value: Role) -> Role:
        if value not in ROLES:
            raise ValueError("A rule makes no administrators. Add them one by one.")
        return value


def add(engine: Engine, viewer: Viewer, given: dict[str, object]) -> int:
    """Add a rule: from now on, whoever signs in with the organisation, has a verified address of the domain and no
    account, gets one of this role. Returns its id.

    Raises NotAllowed, or Invalid where there is a rule for the domain, or the role does not fit the organisation.
    """
    try:
        asked = RuleInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error
    with write(engine, viewer, {Role.ADMINISTRATOR}, DOING) as w:
        if w.session.scalars(select(DomainRule).where(col(DomainRule.domain) == asked.domain)).first():
            raise Invalid(Fault("domain", f"There is already a rule for {asked.domain}. Remove it first."))
        rule = DomainRule(domain=asked.domain, role=asked.role, made_by=w.account_id, made_at=w.now,
                          organisation_id=organisation_for(w.session, asked.role, asked.organisation))
        w.session.add(rule)
        w.session.flush()
        w.record("domain-rule.add", f"decided that whoever signs in with an address of {asked.domain} gets an account "
                                    f"({ROLE_NAMES[asked.role].lower()}, {asked.organisation}).")
        return rule.id or 0


def remove(engine: Engine, viewer: Viewer, rule_id: int) -> None:
    """Remove a rule. Accounts that it made stay. Raises NotFound, NotAllowed."""
    with write(engine, viewer, {Role.ADMINISTRATOR}, DOING) as w:
        rule = w.session.get(DomainRule, rule_id)
        if rule is None:
            raise NotFound("There is no such rule.")
        w.session.delete(rule)
        w.record("domain-rule.remove", f"removed the rule by which people of {rule.domain} get an account.")


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """The rules by domain. Columns: id, domain, role, organisation, made_by (a name), made_at (UTC). Administrators
    only: raises NotAllowed."""
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed("Only an administrator can see who gets an account.")
    query = (
        select(col(DomainRule.id), col(DomainRule.domain), col(DomainRule.role), col(Organisation.name),
               col(Account.name), col(DomainRule.made_at))
        .join(Organisation, col(Organisation.id) == DomainRule.organisation_id)
        .join(Account, col(Account.id) == DomainRule.made_by)
        .order_by(col(DomainRule.domain))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def account_for(w: Write, email: str, name: str) -> Account | None:
    """A new account for somebody with this verified address, which no account has, if a rule says so."""
    local, _, domain = email.rpartition("@")
    rule = w.session.scalars(select(DomainRule).where(col(DomainRule.domain) == domain)).first()
    if rule is None:
        return None
    account = Account(name=name or local, email=email, role=rule.role, organisation_id=rule.organisation_id,
                      created_at=w.now)
    w.session.add(account)
    w.session.flush()
    organisation = w.session.get_one(Organisation, rule.organisation_id)
    w.record("account.add", f"added {account.name} ({ROLE_NAMES[rule.role].lower()}, {organisation.name}), by the rule "
                            f"for {domain}.")
    return account
