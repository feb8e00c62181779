"""Work goes to the lane that fits it."""

import pytest

from ashim.engine import cost
from ashim.engine.task import Lane
from ashim.imaging import Facts


@pytest.mark.parametrize(
    ("format_id", "width", "lane"),
    [
        ("jpeg", 1000, Lane.QUICK),
        ("jpeg", 2000, Lane.CPU),
        ("heif", 1000, Lane.CPU),
        # Pillow decodes this in Python: a megapixel takes a second.
        ("qoi", 1000, Lane.QUICK),
        ("dds", 300, Lane.CPU),
        ("dds", 4000, Lane.HEAVY),
        ("jpeg", 9000, Lane.CPU),
    ],
)
def test_what_decodes_slowly_leaves_the_quick_lane(format_id: str, width: int, lane: Lane) -> None:
    facts = Facts(format_id, width, width, 1, 0, alpha=False, depth=8)
    assert cost.lane_for(cost.to_decode(facts)) == lane
