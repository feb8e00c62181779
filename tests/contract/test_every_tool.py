"""What holds for every tool and every picture; a tool is covered by being registered."""

import io
from collections.abc import Mapping
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image as Pillow

from ashim.engine import Output
from ashim.imaging import FORMATS, Image, ImageLimits, open_image
from ashim.tools import Kind, SettingsError, Tool, parse_settings, split_answer
from ashim.tools import Output as NamedImage
from tests.contract.running import REGISTRY, Answer, RefusedError, Result, cases, run
from tests.corpus import CAMERA, DURATIONS, Sample

pillow_heif.register_heif_opener()

TOOLS = REGISTRY.all()
# Which frames there are, and how long each is shown, is what these change.
RETIMES = ("gif-tools",)
CASES = [
    pytest.param(tool, case, id=f"{tool.id}-{number}") for tool in TOOLS for number, case in enumerate(cases(tool))
]


# Whatever comes in, these give large pictures or many, which takes a second to write: some samples have to do.
LARGE = {"collage", "favicon"}


def readable(corpus: dict[str, Sample], tool: Tool | None = None) -> list[Sample]:
    samples = [sample for sample in corpus.values() if sample.reason is None]
    return samples[::8] if tool and tool.id in LARGE else samples


@pytest.mark.parametrize(("tool", "case"), CASES)
def test_runs_or_refuses_with_a_reason(
    tool: Tool, case: Mapping[str, object], corpus: dict[str, Sample], tmp_path: Path
) -> None:
    for sample in readable(corpus, tool):
        before = sample.path.read_bytes()
        answer, refusal = attempt(tool, sample, case, tmp_path)
        assert attempt(tool, sample, case, tmp_path) == (answer, refusal), f"{sample.name} differs in two runs"
        assert sample.path.read_bytes() == before, f"{sample.name} was changed"
        assert refusal is None or is_helpful(refusal), refusal
        # A template is taken instead of the sample, so nothing of that can be found in the result.
        if tool.kind is Kind.TRANSFORM and answer and "templateId" not in case:
            for result in answer.results:
                keeps_frames = tool.id not in RETIMES and not tool.signature.inputs
                check_policy(sample, result, same_frames=keeps_frames, stripped=strips(tool, case))


def strips(tool: Tool, case: Mapping[str, object]) -> bool:
    """Whether the case asks for a file without metadata; colours have to be in sRGB then."""
    return parse_settings(tool, case, strict=True)[0].canonical().get("stripMetadata") is True


def attempt(tool: Tool, sample: Sample, case: Mapping[str, object], folder: Path) -> tuple[Answer | None, str | None]:
    """Give what the tool gave, or the reason that it gave instead; any exception is a fault."""
    try:
        return run(tool, sample, case, folder), None
    except RefusedError as error:
        return None, str(error)


def is_helpful(refusal: str) -> bool:
    return len(refusal.split()) > 3 and "/" not in refusal


def check_policy(sample: Sample, result: Result, *, same_frames: bool, stripped: bool) -> None:
    """Check with an independent reader what the file holds, and that everything lost is said.

    Without `same_frames` they are not looked at: the tool is about them, or it laid the sample's first frame on all of
    its frames, and libwebp makes one of equal ones.
    """
    encoded = result.output
    # What is no picture, or a drawing, has no pixels of its own.
    if encoded.format not in FORMATS or not FORMATS[encoded.format].writes:
        return
    target = FORMATS[encoded.format]
    where = f"{sample.name} as {encoded.format}"
    with Pillow.open(io.BytesIO(result.data)) as picture:
        assert (picture.format or "").lower().replace("mpo", "jpeg").replace("jpeg2000", "jp2") == encoded.format, where
        orientation = picture.getexif().get(0x0112, 1)
        assert orientation == 1 or is_input(result), where
        size = picture.size if orientation < 5 else picture.size[::-1]
        assert size == (encoded.width, encoded.height), where
        frames = getattr(picture, "n_frames", 1) if picture.format != "PSD" else 1
        if same_frames:
            assert frames == encoded.frames, where
        if sample.frames > 1 and same_frames:
            assert frames == sample.frames or says(result, "Only the first of"), where
            if frames > 1 and sample.format != "tiff":
                assert durations(picture) == list(DURATIONS), where
        if sample.alpha:
            assert picture.has_transparency_data or says(result, "transparen") or is_input(result), where
        if stripped:
            assert not picture.getexif(), where
            assert not picture.info.get("icc_profile"), where
        elif sample.profile is not None:
            assert picture.info.get("icc_profile") == sample.profile or says(result, "sRGB") or grey(sample), where
        if sample.exif and not stripped:
            kept = picture.getexif().get(0x010F) == CAMERA
            assert kept or says(result, "EXIF"), where
            assert kept == target.exif, where
        assert not picture.getexif().get_ifd(0x8825) or sample.exif, where
        assert b"\xff\xd8\xff" not in (picture.info.get("exif") or b"") or is_input(result), f"{where}: old thumbnail"
        if encoded.format == "png":
            assert picture.mode != "P" or is_input(result), f"{where}: reduced to a palette"
    if sample.depth > 8:
        assert depth(result.data, encoded) >= min(sample.depth, 16) or says(result, "depth"), where


def says(result: Result, word: str) -> bool:
    return any(word in warning for warning in result.warnings)


def is_input(result: Result) -> bool:
    return says(result, "kept as it is")


def grey(sample: Sample) -> bool:
    return sample.colours == "grey"


def durations(picture: Pillow.Image) -> list[int]:
    found = []
    for index in range(getattr(picture, "n_frames", 1)):
        picture.seek(index)
        picture.load()
        found.append(int(picture.info["duration"]))
    return found


def depth(data: bytes, encoded: Output) -> int:
    if encoded.format == "png":
        return data[24]
    if encoded.format == "tiff":
        with Pillow.open(io.BytesIO(data)) as picture:
            return int(max(picture.tag_v2[258]))  # type: ignore[attr-defined]
    if encoded.format == "heif":
        return int(pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=False).info["bit_depth"])
    return 8 if encoded.format != "avif" else 12


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_unreadable_files_are_refused_with_their_reason(tool: Tool, corpus: dict[str, Sample], tmp_path: Path) -> None:
    for sample in (each for each in corpus.values() if each.reason):
        # A tool that edits the container never looks at the pixels.
        if tool.accepts in ("image", "svg") and tool.kind is not Kind.CONTAINER:
            with pytest.raises(RefusedError) as caught:
                run(tool, sample, next(iter(cases(tool))), tmp_path)
            no_drawing = tool.accepts == "svg" and "not a valid SVG" in str(caught.value)
            assert no_drawing or str(sample.reason) in str(caught.value), sample.name
        else:
            attempt(tool, sample, next(iter(cases(tool))), tmp_path)
        assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def bounds(tool: Tool) -> list[tuple[str, float, float]]:
    """Give each numeric bound: the field, a value that is allowed, and the nearest one that is not."""
    found = []
    for name, field in tool.schema()["properties"].items():
        step = 1 if field.get("type") == "integer" else 0.001
        for keyword, direction, inclusive in (
            ("minimum", -1, True),
            ("maximum", 1, True),
            ("exclusiveMinimum", -1, False),
            ("exclusiveMaximum", 1, False),
        ):
            if keyword in field:
                edge = field[keyword]
                inside = edge if inclusive else edge - direction * step
                found.append((name, inside, edge + direction * step if inclusive else edge))
    return found


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_every_numeric_bound_runs_and_one_step_beyond_is_refused(
    tool: Tool, corpus: dict[str, Sample], tmp_path: Path
) -> None:
    case = next(iter(cases(tool)))
    for name, inside, beyond in bounds(tool):
        with pytest.raises(SettingsError) as caught:
            parse_settings(tool, {**case, name: beyond}, strict=True)
        assert [problem.path for problem in caught.value.problems] == [name]
        _, refusal = attempt(tool, corpus["rgb.png"], {**case, name: inside}, tmp_path)
        assert refusal is None or is_helpful(refusal), refusal


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_wrong_settings_are_refused_by_name(tool: Tool) -> None:
    case = next(iter(cases(tool)))
    for name, field in tool.schema()["properties"].items():
        others = (["list"], 1) if "$ref" in field else (1 if field.get("type") == "array" else ["list"], {"nested": 1})
        for wrong in (None, *others):
            with pytest.raises(SettingsError) as caught:
                parse_settings(tool, {**case, name: wrong}, strict=True)
            assert name in [problem.path.split(".")[0] for problem in caught.value.problems]
    with pytest.raises(SettingsError, match="noSuchSetting"):
        parse_settings(tool, {**case, "noSuchSetting": 1}, strict=True)
    assert parse_settings(tool, {**case, "noSuchSetting": 1}, strict=False)[1] == ("noSuchSetting",)


@pytest.mark.parametrize(("tool", "case"), CASES)
def test_settings_survive_the_wire(tool: Tool, case: Mapping[str, object]) -> None:
    settings, _ = parse_settings(tool, case, strict=True)
    assert parse_settings(tool, settings.canonical(), strict=True)[0] == settings


@pytest.mark.parametrize("tool", [each for each in TOOLS if "neutral" in each.settings.form], ids=lambda tool: tool.id)
def test_neutral_settings_change_nothing(tool: Tool, corpus: dict[str, Sample]) -> None:
    settings, _ = parse_settings(tool, dict(tool.settings.form["neutral"]), strict=True)
    for sample in readable(corpus):
        image = open_image(sample.path, sample.name, ImageLimits())
        assert tool(image, *(image for _ in tool.signature.inputs), settings) == image


@pytest.mark.parametrize(("tool", "case"), CASES)
def test_huge_pictures_stay_lazy(
    tool: Tool, case: Mapping[str, object], corpus: dict[str, Sample], tmp_path: Path
) -> None:
    """A picture of 2,500 megapixels without pixel data: touching one pixel would fail."""
    lazy = tool.kind is Kind.TRANSFORM and not (tool.eager or tool.signature.inputs or tool.signature.takes_context)
    if not lazy or tool.accepts != "image":
        return
    image = open_image(corpus["bomb.png"].path, "bomb.png", ImageLimits(max_pixels=0))
    settings, _ = parse_settings(tool, case, strict=True)
    answer = tool(image, settings)
    for result in split_answer(answer)[1]:
        picture = result.image if isinstance(result, NamedImage) else result
        assert isinstance(picture, Image)
        assert picture.width * picture.height > 0


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.id)
def test_the_catalogue_is_complete(tool: Tool) -> None:
    assert tool.summary
    assert tool.icon
    assert tool.keywords
    titles = [example.title for example in tool.examples]
    assert len(set(titles)) == len(titles)
    for suggestion in tool.suggestions:
        assert REGISTRY.get(suggestion) is not None, suggestion
    for name, field in tool.schema()["properties"].items():
        assert field["title"], name
        assert field["description"].endswith("."), name
        if field.get("type") in ("integer", "number"):
            assert field["ui"], name
