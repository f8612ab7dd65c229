"""What each relation to a person permits. A relation counts only while it is valid; the database sees to that."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from api.domain.errors import NotAllowed, NotFound, SecondFactorRequired, StateConflict


class Relation(StrEnum):
    """How an account stands to a person."""

    SELF = "self"
    VIEWER = "viewer"
    EDITOR = "editor"
    MANAGER = "manager"
    BREAK_GLASS = "break_glass"


class Action(StrEnum):
    """What an account may want to do for or with a person."""

    READ = "read"
    RAISE = "raise an alert for"
    SPEAK = "speak for"
    ACKNOWLEDGE = "acknowledge alerts of"
    CANCEL = "cancel alerts of"
    PLAN_CALLS = "decide who is called for"
    PLAN_COVERS = "plan who is on duty for"
    EDIT_BOARD = "edit the board of"
    LOCK_BOARD = "lock the boards of"
    UNLOCK_BOARD = "unlock, without the PIN, the boards of"
    EDIT_TASKS = "plan the tasks of"
    COMPLETE_TASKS = "tick off the tasks of"
    RECORD_USE = "record the words of"
    EXPORT_USE = "export the words of"
    READ_AUDIT = "see who saw the record of"
    EXPORT = "export the record of"
    EDIT_PERSON = "change the details of"
    DECIDE = "decide who cares for"


CAREGIVERS = frozenset({Relation.VIEWER, Relation.EDITOR, Relation.MANAGER})
DECIDING = frozenset({Relation.SELF, Relation.MANAGER})
PERMITTED: dict[Action, frozenset[Relation]] = {
    Action.READ: CAREGIVERS | {Relation.SELF, Relation.BREAK_GLASS},
    Action.RAISE: CAREGIVERS | {Relation.SELF},
    Action.SPEAK: CAREGIVERS | {Relation.SELF},
    Action.ACKNOWLEDGE: CAREGIVERS,
    Action.CANCEL: CAREGIVERS | {Relation.SELF},
    Action.PLAN_CALLS: DECIDING,
    Action.PLAN_COVERS: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.EDIT_BOARD: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.LOCK_BOARD: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.UNLOCK_BOARD: frozenset({Relation.MANAGER}),
    Action.EDIT_TASKS: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.COMPLETE_TASKS: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.RECORD_USE: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.EXPORT_USE: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.READ_AUDIT: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.EXPORT: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.EDIT_PERSON: DECIDING,
    Action.DECIDE: DECIDING,
}
# Whom one who decides may make of somebody; that a person's own account is linked is a manager's doing, once.
GRANTABLE: dict[Relation, frozenset[Relation]] = {
    Relation.SELF: CAREGIVERS,
    Relation.MANAGER: CAREGIVERS | {Relation.SELF},
}
STANDING = (Relation.BREAK_GLASS, Relation.VIEWER, Relation.EDITOR, Relation.MANAGER)

NO_SUCH_PERSON = "There is no such person, or you do not care for them."
LAST_MANAGER = (
    "Nobody who cares for this person could decide about them any more. Make somebody else a manager first, "
    "or say so with without_manager."
)


@dataclass(frozen=True, slots=True)
class CareRelation:
    """A valid relation; `ends` tells that it will end by itself."""

    id: UUID
    person_id: UUID
    account_id: UUID
    role: Relation
    ends: bool


def permit(relation: str | None, action: Action) -> None:
    """Do nothing if the relation permits the action.

    Raises NotFound without a relation, so that nobody learns who exists, and NotAllowed with too weak a one.
    """
    if relation is None:
        raise NotFound(NO_SUCH_PERSON)
    if Relation(relation) not in PERMITTED[action]:
        raise NotAllowed(f"Your role does not let you {action} this person.")


def require_second_factor(*, second_factor: bool) -> None:
    """Raise SecondFactorRequired for a sign-in that a password alone opened."""
    if not second_factor:
        raise SecondFactorRequired("Sign in as a caregiver, with your authenticator app, to do this.")


def check_grant(granter: str | None, granted: Relation) -> None:
    """Do nothing if one with this relation may make somebody else what is to be granted.

    Raises NotFound and NotAllowed as `permit` does: nobody grants more than they have, and only who decides grants.
    """
    permit(granter, Action.DECIDE)
    if granted not in GRANTABLE[Relation(granter or "")]:
        raise NotAllowed(f"Your role does not let you make somebody {granted}.")


def check_acceptance(invited_as: Relation, *, standing: str | None, person_has_account: bool, is_person: bool) -> None:
    """Do nothing if an account may become what it is invited as.

    `standing` is what it is to the person now, `person_has_account` tells whether the person signs in for themselves
    already, `is_person` whether this account is somebody's own. Raises StateConflict.
    """
    if invited_as is Relation.SELF:
        if person_has_account:
            raise StateConflict("This person has an account of their own already.")
        if is_person:
            raise StateConflict("This sign-in belongs to another person already.")
        if standing is not None:
            raise StateConflict("You care for this person already; their own account must be another.")
    elif standing == Relation.SELF:
        raise StateConflict("You cannot be your own caregiver.")
    elif standing is not None and STANDING.index(Relation(standing)) >= STANDING.index(invited_as):
        raise StateConflict(f"You are {standing} of this person already.")


def check_change(
    changer: UUID,
    standing: str | None,
    target: CareRelation,
    becomes: Relation | None,
    circle: Sequence[CareRelation],
    *,
    ends: bool = False,
    without_manager: bool = False,
) -> None:
    """Do nothing if `changer`, who is `standing` to the person, may let a relation end or become another.

    `becomes` is None for an end, `ends` tells that what it becomes will end by itself; `circle` holds the person's
    valid relations, the one in question among them. Raises NotFound, NotAllowed, and StateConflict when nobody who
    cares for the person would be left to decide and that was not agreed to.
    """
    mine = target.account_id == changer
    if not mine or target.role is Relation.SELF:
        permit(standing, Action.DECIDE)
    if target.role is Relation.SELF:
        raise NotAllowed("A person's own account is nobody's to take away.")
    if target.role is Relation.BREAK_GLASS:
        raise NotAllowed("Access by breaking the glass is ended as what it is: DELETE /break-glass/{id}.")
    if becomes is not None:
        check_grant(standing, becomes)
        if mine:
            raise NotAllowed("Your own role is not yours to change; leave, or ask another who decides.")
        if becomes is Relation.SELF:
            raise NotAllowed("A relation can become viewer, editor or manager.")
    stays = becomes is Relation.MANAGER and not ends
    others = [one for one in circle if one.id != target.id and one.role is Relation.MANAGER and not one.ends]
    if target.role is Relation.MANAGER and not stays and not others and not without_manager:
        raise StateConflict(LAST_MANAGER)


def check_break_glass(*, administers: bool, standing: str | None, second_factor: bool) -> None:
    """Do nothing if a caller may break the glass: an admin of the person's organisation who cannot see them otherwise.

    Raises NotFound, SecondFactorRequired, and StateConflict for who sees the person already (45 CFR 164.312(a)(2)(ii)).
    """
    if not administers:
        permit(standing, Action.READ)
        raise NotAllowed("Only an admin of the person's organisation breaks the glass.")
    require_second_factor(second_factor=second_factor)
    if standing is not None:
        raise StateConflict("You can see this person already.")
