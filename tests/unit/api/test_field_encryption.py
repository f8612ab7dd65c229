"""A sealed value opens in its place alone, and says nothing to who has no key."""

from uuid import UUID, uuid4

import pytest

from api.field_encryption import FieldCipher, FieldError, UnknownKey, is_sealed

FIELD = "contact_methods.address"
ANA, BEN = UUID(int=1), UUID(int=2)
OLD, NEW, INDEX = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
CIPHER = FieldCipher({1: OLD, 2: NEW}, {1: INDEX})


@pytest.mark.parametrize("text", ["+15555550142", "", "Señora Peña 🙂", "x" * 5000])
def test_what_was_sealed_opens_as_it_was(text: str) -> None:
    stored = CIPHER.seal(text, FIELD, ANA)
    assert CIPHER.open(stored, FIELD, ANA) == text
    assert is_sealed(stored)
    assert not text or text not in stored


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    assert len({CIPHER.seal("+15555550142", FIELD, ANA) for _ in range(100)}) == 100


def test_a_value_opens_neither_in_another_row_nor_in_another_column() -> None:
    stored = CIPHER.seal("+15555550142", FIELD, ANA)
    for field, owner in ((FIELD, BEN), ("alerts.sentence", ANA)):
        with pytest.raises(FieldError):
            CIPHER.open(stored, field, owner)


def test_a_changed_value_does_not_open() -> None:
    stored = CIPHER.seal("+15555550142", FIELD, ANA)
    version, key, encoded = stored.split(".")
    flipped = ("A" if encoded[20] != "A" else "B").join([encoded[:20], encoded[21:]])
    for forged in (
        f"{version}.{key}.{flipped}",
        f"{version}.1.{encoded}",
        f"{version}.{key}.",
        f"{version}.{key}.AAAA",
    ):
        with pytest.raises(FieldError):
            CIPHER.open(forged, FIELD, ANA)


@pytest.mark.parametrize("stored", ["", "+15555550142", "v1", "v1.2", "v1.x.AAAA", "v1.2.!", "v1.2.AAAA.AAAA"])
def test_what_was_never_sealed_does_not_open(stored: str) -> None:
    with pytest.raises(FieldError):
        CIPHER.open(stored, FIELD, ANA)


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    before = FieldCipher({1: OLD}, {1: INDEX}).seal("+15555550142", FIELD, ANA)
    assert before.startswith("v1.1.")
    assert CIPHER.open(before, FIELD, ANA) == "+15555550142"
    with pytest.raises(UnknownKey):
        FieldCipher({1: OLD}, {1: INDEX}).open(CIPHER.seal("x", FIELD, ANA), FIELD, ANA)


def test_an_error_quotes_nothing_of_the_value() -> None:
    with pytest.raises(FieldError) as refused:
        CIPHER.open("+15555550142", FIELD, ANA)
    assert "5555" not in str(refused.value)


def test_a_blind_index_finds_equal_texts_of_one_field_and_needs_its_key() -> None:
    index = CIPHER.index("+15555550142", FIELD)
    assert index == FieldCipher({9: uuid4().bytes * 2}, {1: INDEX}).index("+15555550142", FIELD)
    others = {
        CIPHER.index("+15555550143", FIELD),
        CIPHER.index("+15555550142", "persons.phone"),
        FieldCipher({1: OLD}, {1: NEW}).index("+15555550142", FIELD),
    }
    assert index not in others
    assert len(others) == 3
