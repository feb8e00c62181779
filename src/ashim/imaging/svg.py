"""Make SVG safe to draw: an allow-list over the parsed tree. Nothing runs, nothing is fetched, nothing explodes."""

import re
import zlib
from collections import Counter
from pathlib import Path

from lxml import etree

from ashim.imaging.errors import InvalidImageError

_SVG = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_GZIP = b"\x1f\x8b"
_LARGEST_EXPANDED = 50_000_000
_MOST_DRAWN = 100_000
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
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)|/\*.*?\*/", re.DOTALL)
_CSS_FETCHES = re.compile(r"@import|(?:image|image-set|src)\(", re.IGNORECASE)


def sanitise(path: Path, max_bytes: int) -> bytes:
    """Give the SVG in the file (gzipped or not) without anything that acts or reaches out.

    Scripts, event handlers, foreign content, animation, document types, and links to anything but the document itself
    or an embedded PNG, JPEG, GIF or WebP are left out. `max_bytes` bounds the text; 0 means no limit.
    Raises InvalidImageError when the text is too long, no SVG, refers to external entities, or repeats itself too
    often.
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


def _check_repetition(root: etree._Element) -> None:
    """Refuse drawings whose `use` elements multiply to more elements than can be drawn, or go in a circle."""
    by_id = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
    sizes: dict[etree._Element, int] = {}
    open_elements: Counter[etree._Element] = Counter()

    def size(element: etree._Element) -> int:
        if element in sizes:
            return sizes[element]
        if open_elements[element]:
            raise InvalidImageError("failed to read image metadata: the SVG uses an element inside itself")
        open_elements[element] += 1
        total = 1 + sum(size(child) for child in element)
        if etree.QName(element).localname == "use":
            target = by_id.get((element.get("href") or element.get(_XLINK_HREF) or "")[1:])
            total += 0 if target is None else size(target)
        sizes[element] = total
        if total > _MOST_DRAWN:
            raise InvalidImageError(f"SVG exceeds maximum size: it draws more than {_MOST_DRAWN} elements")
        return total

    try:
        size(root)
    except RecursionError as error:
        raise InvalidImageError("SVG exceeds maximum size: its elements are nested too deeply") from error
