"""A change of colour as data, with which browsers preview what the server will compute."""

from ashim.imaging import Formula
from ashim.tools import Report

_DECIMALS = 5


class FilterReport(Report):
    """Tables of codes before and after a matrix in linear light, one for each channel; all values are 0 to 1."""

    before: list[list[float]]
    matrix: list[list[float]]
    after: list[list[float]]


def filter_report(formula: Formula) -> FilterReport:
    """Give the formula in the steps of an SVG filter."""
    steps = formula.as_filter()
    return FilterReport(
        before=steps.before.round(_DECIMALS).tolist(),
        matrix=steps.matrix.round(_DECIMALS).tolist(),
        after=steps.after.round(_DECIMALS).tolist(),
    )
