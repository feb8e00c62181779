"""The worked example of CONTRIBUTING.md does what it says."""

import re
from pathlib import Path

import numpy as np
from PIL import Image as PillowImage
from PIL import ImageFilter

from ashim.imaging import ImageLimits, encode, open_image
from ashim.tools import Tool, parse_settings

GUIDE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def test_the_example_is_a_working_tool(tmp_path: Path) -> None:
    code = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    module = {"__name__": "ashim.tools.adjustments.blur"}
    exec(compile(code, str(GUIDE), "exec"), module)
    blur = module["blur"]
    assert isinstance(blur, Tool)
    assert (blur.id, blur.category) == ("blur", "adjustments")
    noise = np.random.default_rng(1).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    PillowImage.fromarray(noise).save(tmp_path / "a.png")
    settings, _ = parse_settings(blur, {"radius": 3}, strict=True)
    encode(blur(open_image(tmp_path / "a.png", "a.png", ImageLimits()), settings), tmp_path / "b.png")
    ours = np.asarray(PillowImage.open(tmp_path / "b.png"), dtype=float)
    pillows = np.asarray(PillowImage.fromarray(noise).filter(ImageFilter.GaussianBlur(3)), dtype=float)
    inner = (slice(12, -12), slice(12, -12))
    assert np.abs(ours[inner] - pillows[inner]).mean() < 2
