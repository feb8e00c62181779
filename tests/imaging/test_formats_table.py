"""Every cell of the published table of formats, proven by other software."""

from pathlib import Path

import pytest

from ashim.imaging import FORMATS
from tests.imaging.format_proofs import CELLS, SAMPLES, prove


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("format_id", FORMATS)
def test_the_cell_is_true(format_id: str, cell: str, tmp_path: Path) -> None:
    prove(format_id, cell, tmp_path)


def test_every_format_has_a_file_to_be_read() -> None:
    assert set(SAMPLES) == set(FORMATS)
