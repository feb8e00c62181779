import bcrypt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashim.accounts import passwords
from ashim.accounts.passwords import PasswordHasher
from ashim.errors import InvalidRequestError

HASHER = PasswordHasher(cost=4)
LONG = "Aa1" + "x" * 200


def test_an_ordinary_password_has_a_plain_bcrypt_hash() -> None:
    assert bcrypt.checkpw(b"Some-password-1", HASHER.hash("Some-password-1").encode())


def test_every_character_of_a_long_password_counts() -> None:
    stored = HASHER.hash(LONG)

    assert HASHER.verify(LONG, stored)
    assert not HASHER.verify(LONG[:-1], stored)
    assert not HASHER.verify(LONG[:72], stored)


def test_a_nul_does_not_cut_a_password_short() -> None:
    assert not HASHER.verify("Aa1\0y", HASHER.hash("Aa1\0x"))


def test_nobody_has_no_password() -> None:
    assert not HASHER.verify("", None)
    assert not HASHER.verify("anything", None)


def test_an_unknown_user_costs_as_much_as_a_known_one() -> None:
    """The cost is written in the hash; that of the stand-in is the one of new hashes."""
    for hasher in (HASHER, PasswordHasher(cost=5)):
        assert hasher.stand_in.split("$")[2] == hasher.hash("x").split("$")[2]


def test_a_hash_of_another_cost_is_outdated() -> None:
    assert PasswordHasher(cost=5).is_outdated(HASHER.hash("x"))
    assert not HASHER.is_outdated(HASHER.hash("x"))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=100))
def test_any_text_can_be_a_password(text: str) -> None:
    assert HASHER.verify(text, HASHER.hash(text))


@pytest.mark.parametrize("weak", ["", "Short1a", "alllower1", "ALLUPPER1", "NoDigitsHere"])
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(InvalidRequestError, match="at least 8 characters"):
        passwords.check_strength(weak)


def test_random_passwords_keep_the_rules_and_differ() -> None:
    made = {passwords.random_password() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        passwords.check_strength(password)
