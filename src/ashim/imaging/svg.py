"""Make SVG safe to draw: an allow-list over the parsed tree. Nothing runs, nothing is fetched, nothing explodes."""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from ashim.imaging.errors import InvalidImageError

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_GZIP = b"\x1f\x8b"
_LARGEST_EXPANDED = 50_000_000
# How much is drawn at most, in elements; a step of a filter goes over many pixels, and counts as this many.
_MOST_DRAWN = 200_000
_FILTER_STEP = 50
# How many rules of style sheets times elements are compared at most: a few seconds.
_MOST_STYLED = 20_000_000
# libvips makes one pixel of what is larger.
_LONGEST_SIDE = 10_000_000
_ELEMENTS = frozenset(
    {
        *("a", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix"),
        *("feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap"),
        *("feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR"),
        *("feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight"),
        *("feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "g", "image", "line"),
        *("linearGradient", "marker", "mask", "metadata", "path", "pattern", "polygon", "polyline"),
        *("radialGradient", "rect", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title"),
        *("tref", "tspan", "use", "view"),
    }
)
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp)[;,]", re.IGNORECASE)
_URL = re.compile(r"url\(\s*[\"']?\s*(?P<target>[^)]*)", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*[\"']?\s*#(?P<id>[^)\"'\s]*)", re.IGNORECASE)
_LENGTH = re.compile(r"[+-]?[0-9.]+(?:e[+-]?[0-9]+)?", re.IGNORECASE)
# A gradient is worked out once.
_CHEAP = frozenset({"linearGradient", "radialGradient"})
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)|/\*.*?\*/", re.DOTALL)
_CSS_FETCHES = re.compile(r"@import|(?:image|image-set|src)\(", re.IGNORECASE)


def sanitise(path: Path, max_bytes: int) -> bytes:
    """Give the SVG in the file (gzipped or not) without anything that acts or reaches out.

    Scripts, event handlers, foreign content, animation, document types, and links to anything but the document itself
    or an embedded PNG, JPEG, GIF or WebP are left out. `max_bytes` bounds the text; 0 means no limit.
    Raises InvalidImageError when the text is too long, no SVG, refers to external entities, repeats itself too often,
    or says that it is larger than any picture. What else takes long to draw is left to the time limit of the worker.
    """
    text = _read(path, max_bytes)
    # Entities of the document itself are replaced within libxml2's bounds; one from elsewhere is an error.
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise InvalidImageError(f"failed to read image metadata: the SVG is not valid XML ({error.msg})") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise InvalidImageError("failed to read image metadata: the XML in the file is no SVG drawing")
    for element in list(root.iter(etree.Element)):
        if _is_allowed(element):
            _clean(element)
        elif element is not root:
            _remove(element)
    _check_sides(root)
    _check_styles(root)
    _check_repetition(root)
    return etree.tostring(root)


def _read(path: Path, max_bytes: int) -> bytes:
    limit = max_bytes or _LARGEST_EXPANDED
    with path.open("rb") as file:
        text = file.read(limit + 1)
    if text.startswith(_GZIP) and len(text) <= limit:
        gzip = zlib.decompressobj(wbits=31)
        try:
            text = gzip.decompress(text, limit + 1)
        except zlib.error as error:
            raise InvalidImageError("failed to read image metadata: the compressed SVG is damaged") from error
    if len(text) > limit:
        raise InvalidImageError(f"SVG exceeds maximum size of {limit / 1e6:g}MB")
    return text


def _is_allowed(element: etree._Element) -> bool:
    name = etree.QName(element)
    return name.namespace == _SVG and name.localname in _ELEMENTS


def _remove(element: etree._Element) -> None:
    """Take the element and what is in it out of the tree, leaving the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _clean(element: etree._Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _is_safe_attribute(etree.QName(element).localname, str(name), str(value)):
            del element.attrib[name]
    if etree.QName(element).localname == "style" and not _is_safe_css(element.text or ""):
        element.text = ""


def _is_safe_attribute(element: str, name: str, value: str) -> bool:
    if name in ("href", _XLINK_HREF):
        value = value.strip()
        return value.startswith("#") or (element in ("image", "feImage") and _DATA_IMAGE.match(value) is not None)
    if name.startswith("{"):
        return name.startswith(_XML) and not name.endswith("}base")
    return not name.lower().startswith("on") and _is_safe_css(value)


def _is_safe_css(text: str) -> bool:
    """Tell whether the text, its escapes undone, names no target outside the document."""
    plain = _CSS_ESCAPE.sub(lambda match: chr(int(match[1], 16) % 0x110000) if match[1] else match[2] or "", text)
    if _CSS_FETCHES.search(plain):
        return False
    targets = (match["target"].strip() for match in _URL.finditer(plain))
    return all(target.startswith("#") or _DATA_IMAGE.match(target) for target in targets)


def _check_sides(root: etree._Element) -> None:
    lengths = [root.get("width", ""), root.get("height", "")]
    if not all(lengths):
        lengths += root.get("viewBox", "").replace(",", " ").split()[2:]
    found = (_LENGTH.match(length.strip()) for length in lengths)
    if any(match and _number(match[0]) > _LONGEST_SIDE for match in found):
        raise InvalidImageError(f"SVG exceeds maximum size: it is more than {_LONGEST_SIDE} pixels wide or high")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def _check_styles(root: etree._Element) -> None:
    rules = sum((style.text or "").count("{") for style in root.iter(f"{{{_SVG}}}style"))
    if rules and rules * sum(1 for _ in root.iter(etree.Element)) > _MOST_STYLED:
        raise InvalidImageError("SVG exceeds maximum size: it has too many style rules for its elements")


def _check_repetition(root: etree._Element) -> None:
    """Refuse drawings whose references multiply to more than can be drawn, or whose `use` elements go in a circle.

    What is referred to in style sheets is not counted.
    """
    by_id = {element.get("id", ""): element for element in root.iter(etree.Element) if element.get("id")}
    sizes: dict[etree._Element, int] = {}
    open_elements: Counter[etree._Element] = Counter()

    def size(element: etree._Element) -> int:
        if element in sizes:
            return sizes[element]
        name = etree.QName(element).localname
        open_elements[element] += 1
        total = _FILTER_STEP if name.startswith("fe") else 1
        total += sum(size(child) for child in element)
        for target, times in _references(element, by_id):
            if not open_elements[target]:
                total += size(target) * times
            elif name == "use":
                raise InvalidImageError("failed to read image metadata: the SVG uses an element inside itself")
        open_elements[element] -= 1
        sizes[element] = total
        if total > _MOST_DRAWN:
            raise InvalidImageError(f"SVG exceeds maximum size: it draws more than {_MOST_DRAWN} elements")
        return total

    try:
        size(root)
    except RecursionError as error:
        raise InvalidImageError("SVG exceeds maximum size: its elements are nested too deeply") from error


def _references(element: etree._Element, by_id: Mapping[str, etree._Element]) -> Iterator[tuple[etree._Element, int]]:
    """Give the elements that are drawn for this one, and how often: a marker on every corner."""
    for key, value in element.attrib.items():
        name, text = str(key), str(value)
        ids = (
            [text.strip()[1:]]
            if name in ("href", _XLINK_HREF)
            else [match["id"] for match in _REFERENCE.finditer(text)]
        )
        for target in (by_id[id] for id in ids if id in by_id):
            if etree.QName(target).localname not in _CHEAP:
                corners = len((element.get("d") or element.get("points") or "").split()) // 2
                yield target, max(1, corners) if "marker" in f"{name}{text}" else 1
