"""The bulk-rename tool."""

from pathlib import Path

import pytest

from ashim.imaging import ImageLimits
from ashim.tools import OutputFile, SourceFile
from tests.tools.using import call


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["image-1.jpg", "image-2.tar", "image-3"]),
        ({"pattern": "{{padded}}", "startIndex": 8}, ["08.jpg", "09.tar", "10"]),
        ({"pattern": "{{original}}-{{index}}", "startIndex": 0}, ["a-0.jpg", "b-1.tar", "c-2"]),
        ({"pattern": "same"}, ["same.jpg", "same.tar", "same"]),
    ],
)
def test_names_follow_the_pattern(tmp_path: Path, settings: dict[str, object], names: list[str]) -> None:
    files = [SourceFile(tmp_path / name, name, ImageLimits()) for name in ("a.jpg", "b.tar", "c")]
    renamed: list[OutputFile] = call("bulk-rename", files, **settings)
    assert [each.name for each in renamed] == names
    assert [each.path for each in renamed] == [each.path for each in files]
