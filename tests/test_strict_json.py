import json

import pytest

from ashim.strict_json import MAX_DEPTH, parse


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, 2.5, -0.0, true, null, "ü 😀 \\ud83d\\ude00 \\n"]}', "5", '""', "[" * MAX_DEPTH + "]" * MAX_DEPTH],
)
def test_what_the_standard_has_is_read_as_by_json(text: str) -> None:
    assert parse(text) == parse(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "Expecting"),
        ("[NaN]", "NaN is not a JSON number"),
        ("-Infinity", "not a JSON number"),
        ('{"a": 1e999}', "1e999 is too large"),
        ("9" * 5000, "4300 digits"),
        ('"\\u0000"', "NUL"),
        ('{"a\\u0000b": 1}', "NUL"),
        ('["\\ud800"]', "surrogate"),
        ('{"\\udfff": {}}', "surrogate"),
        (b'"\xed\xa0\x80"', "surrogate"),
        (b'"\xff"', "codec"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nested"),
        ("[" * 100_000, "nested"),
        ('{"a":' * 100_000, "nested"),
    ],
)
def test_what_would_do_harm_later_is_refused_with_the_reason(text: str | bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(text)
