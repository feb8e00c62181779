"""EPS, which another program draws."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from ashim.imaging import ImageLimits, InvalidImageError, open_image, read_facts
from ashim.imaging.readers import eps
from tests.corpus import EPS, noise
from tests.imaging.reading import LIMITS, values


def drawn(path: Path, code: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    path.write_bytes(code)
    return values(open_image(path, path.name, LIMITS))


def test_a_drawing_is_on_white_at_300_dpi(tmp_path: Path) -> None:
    found = drawn(tmp_path / "a.eps", EPS)
    assert found.shape == (75, 100, 3)
    assert (found[:, :49] == [255, 0, 0]).all()
    assert (found[:, 51:] == 255).all()


def test_a_picture_of_another_program_stays_as_it_is(tmp_path: Path) -> None:
    source = np.kron(noise(6, 4), np.ones((24, 24, 1), np.uint8))
    buffer = io.BytesIO()
    Pillow.fromarray(source).save(buffer, "EPS")
    found = drawn(tmp_path / "a.eps", buffer.getvalue())
    assert found.shape[:2] == (400, 600)
    # The middles of the blocks, which are 100 pixels a side.
    assert np.abs(found[50::100, 50::100].astype(int) - noise(6, 4)).max() <= 1


def test_the_exact_box_counts_and_may_come_at_the_end(tmp_path: Path) -> None:
    late = EPS.replace(b"BoundingBox: 10 20 34 38", b"BoundingBox: (atend)")
    late = late.replace(b"%%EOF", b"%%Trailer\n%%BoundingBox: 10 20 34 38\n%%HiResBoundingBox: 10 20 33.4 38\n%%EOF")
    assert drawn(tmp_path / "a.eps", late).shape == (75, 98, 3)


def test_the_postscript_beside_a_preview_is_drawn(tmp_path: Path) -> None:
    head = b"\xc5\xd0\xd3\xc6" + struct.pack("<6IH", 30, len(EPS), 0, 0, 30 + len(EPS), 9, 0xFFFF)
    assert (drawn(tmp_path / "a.eps", head + EPS + b"a preview") == drawn(tmp_path / "b.eps", EPS)).all()


def test_a_drawing_reads_no_other_file_and_writes_none(tmp_path: Path) -> None:
    secret, victim = tmp_path / "secret", tmp_path / "victim"
    secret.write_text("hidden")
    for action in (
        f"({secret}) (r) file pop",
        f"({victim}) (w) file pop",
        "(%pipe%id) (r) file pop",
        "(/etc/passwd) (r) file pop",
    ):
        code = EPS.replace(b"1 0 0 setrgbcolor", action.encode() + b" 1 0 0 setrgbcolor")
        with pytest.raises(InvalidImageError, match="damaged or cut short"):
            drawn(tmp_path / "a.eps", code)
    assert not victim.exists()


def test_what_a_drawing_prints_is_no_part_of_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert drawn(tmp_path / "a.eps", EPS.replace(b"showpage", b"(words) = flush showpage")).shape == (75, 100, 3)
    assert capfd.readouterr() == ("", "")


def test_limits_are_checked_before_drawing(tmp_path: Path) -> None:
    (tmp_path / "a.eps").write_bytes(EPS.replace(b"34 38", b"34000 38000"))
    with pytest.raises(InvalidImageError, match="exceeds maximum size"):
        open_image(tmp_path / "a.eps", "a.eps", ImageLimits())


@pytest.mark.parametrize("code", [EPS.replace(b"34 38", b"10 20"), EPS.replace(b"%%BoundingBox: 10 20 34 38\n", b"")])
def test_a_drawing_without_a_size_is_refused(tmp_path: Path, code: bytes) -> None:
    (tmp_path / "a.eps").write_bytes(code)
    with pytest.raises(InvalidImageError, match="does not say its size"):
        read_facts(tmp_path / "a.eps", "a.eps", LIMITS)


def test_without_ghostscript_the_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.eps").write_bytes(EPS)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InvalidImageError, match="Ghostscript, which is not installed"):
        read_facts(tmp_path / "a.eps", "a.eps", LIMITS)


def test_a_drawing_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eps, "_SECONDS", 1)
    with pytest.raises(InvalidImageError, match=r"took over 1 seconds|damaged or cut short"):
        drawn(tmp_path / "a.eps", EPS.replace(b"showpage", b"{} loop"))
