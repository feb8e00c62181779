"""The table of environment variables."""

from pathlib import Path

import pytest

from ashim.config import Config, ConfigError, load_config, variables


def test_every_variable_is_described() -> None:
    for variable in variables():
        assert variable.help.endswith(".")
        assert variable.type
    assert len({variable.name for variable in variables()}) == len(list(variables()))


def test_values_are_parsed_by_type() -> None:
    config = Config.from_environment(
        {
            "PORT": "8080",
            "AUTH_ENABLED": "false",
            "MAX_MEGAPIXELS": "0.5",
            "CORS_ORIGIN": "https://a.example, https://b.example",
            "DB_PATH": "/data/x.db",
            "DEFAULT_PASSWORD": "secret",
            "UNKNOWN": "x",
            "LOG_LEVEL": "",
        }
    )
    assert (config.port, config.auth_enabled, config.max_megapixels) == (8080, False, 0.5)
    assert config.cors_origin == ("https://a.example", "https://b.example")
    assert (config.db_path, config.default_password, config.log_level) == (Path("/data/x.db"), "secret", "info")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("AUTH_ENABLED", "yes", "true or false"),
        ("PORT", "http", "whole number"),
        ("PORT", "-1", "at least 0"),
        ("PORT", "65536", "at most 65535"),
        ("MAX_BATCH_SIZE", "1.5", "whole number"),
        ("MAX_MEGAPIXELS", "nan", "at least 0"),
        ("MAX_MEGAPIXELS", "inf", "at least 0"),
        ("LOG_LEVEL", "loud", "one of fatal"),
    ],
)
def test_wrong_values_name_variable_and_rule(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be .*{words}"):
        Config.from_environment({name: value})


def test_the_environment_beats_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("PORT=1\nMAX_USERS=7\n")
    monkeypatch.setenv("PORT", "2")
    config = load_config()
    assert (config.port, config.max_users) == (2, 7)


def test_an_env_file_in_another_encoding_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_bytes(b"DEFAULT_USERNAME=Ren\xe9\n")
    with pytest.raises(ConfigError, match=r"\.env is not UTF-8"):
        load_config()
