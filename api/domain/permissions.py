"""What each relation to a person permits. A relation counts only while it is valid; the database sees to that."""

from enum import StrEnum

from api.domain.errors import NotAllowed, NotFound


class Relation(StrEnum):
    """How an account stands to a person."""

    SELF = "self"
    VIEWER = "viewer"
    EDITOR = "editor"
    MANAGER = "manager"


class Action(StrEnum):
    """What an account may want to do for or with a person."""

    READ = "read"
    RAISE = "raise an alert for"
    ACKNOWLEDGE = "acknowledge alerts of"
    EDIT_BOARD = "edit the board of"
    LOCK_BOARD = "lock the boards of"
    UNLOCK_BOARD = "unlock, without the PIN, the boards of"
    EDIT_TASKS = "plan the tasks of"
    COMPLETE_TASKS = "tick off the tasks of"
    RECORD_USE = "record the words of"
    EXPORT_USE = "export the words of"
    READ_AUDIT = "see who saw the record of"
    EXPORT = "export the record of"


PERMITTED: dict[Action, frozenset[Relation]] = {
    Action.READ: frozenset(Relation),
    Action.RAISE: frozenset(Relation),
    Action.ACKNOWLEDGE: frozenset({Relation.VIEWER, Relation.EDITOR, Relation.MANAGER}),
    Action.EDIT_BOARD: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.LOCK_BOARD: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.UNLOCK_BOARD: frozenset({Relation.MANAGER}),
    Action.EDIT_TASKS: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.COMPLETE_TASKS: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.RECORD_USE: frozenset({Relation.SELF, Relation.EDITOR, Relation.MANAGER}),
    Action.EXPORT_USE: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.READ_AUDIT: frozenset({Relation.SELF, Relation.MANAGER}),
    Action.EXPORT: frozenset({Relation.SELF, Relation.MANAGER}),
}


def permit(relation: str | None, action: Action) -> None:
    """Do nothing if the relation permits the action.

    Raises NotFound without a relation, so that nobody learns who exists, and NotAllowed with too weak a one.
    """
    if relation is None:
        raise NotFound("There is no such person, or you do not care for them.")
    if Relation(relation) not in PERMITTED[action]:
        raise NotAllowed(f"Your role does not let you {action} this person.")
