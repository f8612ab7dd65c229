"""Reads one button: what it shows, says and does."""

from api.domain.obf import actions, colours
from api.domain.obf.fields import Fields
from api.domain.obf.jsontext import Json
from api.domain.obf.model import Button, Layout, Link, Translation
from api.domain.obf.report import Notes, Place, shown

UNDOCUMENTED = frozenset(
    {
        "border_width",
        "part_of_speech",
        "suggested_part_of_speech",
        "semantic_id",
        "level_modifications",
        "blocking_speech",
    }
    | {"add_to_vocalization", "add_vocalization", "home_lock", "hide_label", "text_only", "external_id", "inflections"}
    | {"link_disabled", "painted_part_of_speech", "rules", "meta_home", "completion", "video", "integration", "apps"}
)
LINK_UNDOCUMENTED = frozenset({"key", "link_disabled", "add_to_vocalization", "home_lock"})
TRANSLATION_UNDOCUMENTED = frozenset({"inflections", "inflection_defaults", "rules"})
_SIDES = ("top", "left", "width", "height")


def button(raw: dict[str, Json], name: str, board: str, notes: Notes) -> Button:
    """The button that goes by this id on this board."""
    fields = Fields(raw, notes, Place(board, name), "The button")
    fields.take("id")
    action, several = _actions(fields, notes)
    read = Button(
        id=name,
        label=fields.text("label"),
        vocalization=fields.text("vocalization"),
        image_id=fields.identifier("image_id"),
        sound_id=fields.identifier("sound_id"),
        background_color=_colour(fields, "background_color", notes),
        border_color=_colour(fields, "border_color", notes),
        hidden=fields.flag("hidden"),
        action=action,
        actions=several,
        load_board=_link(fields, notes),
        layout=_layout(fields, notes),
        url=fields.text("url"),
        translations=_translations(fields, notes),
        extra=fields.remainder(UNDOCUMENTED),
    )
    if not read.label:
        notes.kept("label-missing", "The button has no label.", fields.place)
    return read


def _colour(fields: Fields, key: str, notes: Notes) -> str | None:
    text = fields.text(key)
    if text is not None and colours.parse(text) is None:
        notes.kept("colour-unknown", f"{shown(text)} is not a colour; it was kept and is not shown.", fields.place)
    return text


def _actions(fields: Fields, notes: Notes) -> tuple[str | None, tuple[str, ...]]:
    single, several = fields.take("action"), fields.take("actions")
    if isinstance(single, list):
        notes.changed("action-list", "The button has a list as its action; it was read as its actions.", fields.place)
        if several is None:
            several = single
        else:
            fields.aside("action", single)
        single = None
    if several is not None and not isinstance(several, list):
        fields.reject("actions", several, "is not a list")
        several = None
    odd = [item for item in several or () if not _is_action(item)]
    if odd:
        fields.reject("actions", odd, "holds what is no action")
    steps = tuple(item for item in several or () if isinstance(item, str) and _is_action(item))
    if single is not None and not _is_action(single):
        fields.reject("action", single, "is no action")
        single = None
    action = single if isinstance(single, str) else None
    if steps and action is None:
        action = next(filter(actions.is_carried_out, steps), steps[0])
        notes.changed("action-added", "The button has actions and no single one for simpler apps.", fields.place)
    for step in dict.fromkeys((*steps, *((action,) if action else ()))):
        if not actions.is_carried_out(step):
            notes.kept("action-unsupported", f"The action {shown(step)} was kept and does nothing here.", fields.place)
    return action, steps


def _is_action(item: Json) -> bool:
    # An action that cannot be stored as text is none.
    return isinstance(item, str) and actions.is_action(item) and item.isprintable()


def _link(fields: Fields, notes: Notes) -> Link | None:
    raw = fields.record("load_board")
    if raw is None:
        return None
    link = Fields(raw, notes, fields.place, "The link")
    return Link(
        id=link.identifier("id"),
        name=link.text("name"),
        path=link.text("path"),
        url=link.text("url"),
        data_url=link.text("data_url"),
        extra=link.remainder(LINK_UNDOCUMENTED),
    )


def _layout(fields: Fields, notes: Notes) -> Layout | None:
    is_given = any(fields.has(side) for side in _SIDES)
    sides = {side: fields.amount(side, most=1) for side in _SIDES}
    if not is_given:
        return None
    top, left, width, height = sides.values()
    if top is None or left is None or width is None or height is None:
        for side, value in sides.items():
            if value is not None:
                fields.aside(side, value)
        notes.changed(
            "layout-incomplete",
            "The button has a place of its own that lacks a side; the grid places it.",
            fields.place,
        )
        return None
    return Layout(top, left, width, height)


def _translations(fields: Fields, notes: Notes) -> dict[str, Translation]:
    read: dict[str, Translation] = {}
    odd: dict[str, Json] = {}
    for locale, raw in (fields.record("translations") or {}).items():
        if not isinstance(raw, dict):
            odd[locale] = raw
            continue
        words = Fields(raw, notes, fields.place, f"The translation {shown(locale)}")
        read[fields.key(locale)] = Translation(
            words.text("label"), words.text("vocalization"), words.remainder(TRANSLATION_UNDOCUMENTED)
        )
    if odd:
        fields.reject("translations", odd, "holds entries that are not objects")
    return read
