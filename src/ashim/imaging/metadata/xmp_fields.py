"""The properties of an XMP packet by name: read, set and removed."""

from collections.abc import Mapping, Sequence
from typing import Literal

from lxml import etree

from ashim.imaging.metadata.blocks import DamagedError
from ashim.imaging.metadata.xmp import parse, serialised

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The prefixes that properties are known by, whatever a packet calls them.
PREFIXES: Mapping[str, str] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
}
_PREFIX_OF = {uri: prefix for prefix, uri in PREFIXES.items()}
_EMPTY = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""/></rdf:RDF>'
    b'</x:xmpmeta><?xpacket end="w"?>'
)
Container = Literal["Alt", "Bag", "Seq"]


class Xmp:
    """The properties of a packet, to be changed; `data` may be empty. Names are `prefix:Name`.

    Raises DamagedError for a packet that cannot be read.
    """

    def __init__(self, data: bytes) -> None:
        root = parse(data or _EMPTY)
        if root is None:
            raise DamagedError
        if root.find(f".//{{{_RDF}}}Description") is None:
            root = etree.fromstring(_EMPTY)
        self._root = root

    def all(self) -> dict[str, str | list[str]]:
        """Give every property: lists as such, structures as `prefix:Name.field`."""
        found: dict[str, str | list[str]] = {}
        for description in self._descriptions():
            for name, value in description.attrib.items():
                if not str(name).startswith(f"{{{_RDF}}}") and str(name) != _XML_LANG:
                    found[_short(str(name), description)] = str(value)
            for element in description.iterchildren(etree.Element):
                _read(element, _short(str(element.tag), element), found)
        return found

    def get(self, name: str) -> list[str]:
        """Give the values of a property."""
        value = self.all().get(name, [])
        return value if isinstance(value, list) else [value]

    def set(self, name: str, values: Sequence[str], container: Container | None = None) -> None:
        """Set a property to one text, or to a list of this kind; the first of an Alt is for every language."""
        self.remove(name)
        prefix, local = name.split(":")
        tag = f"{{{PREFIXES[prefix]}}}{local}"
        description = self._descriptions()[0]
        element = etree.SubElement(description, tag, nsmap={prefix: PREFIXES[prefix]})
        if container is None:
            element.text = values[0]
            return
        holder = etree.SubElement(element, f"{{{_RDF}}}{container}")
        for value in values:
            item = etree.SubElement(holder, f"{{{_RDF}}}li")
            item.text = value
            if container == "Alt":
                item.set(_XML_LANG, "x-default")

    def remove(self, name: str) -> bool:
        """Remove properties by `Name` or `prefix:Name`, in any case; `all` is every one. Gives whether any was."""
        prefix, _, local = name.lower().rpartition(":")

        def wanted(tag: str, element: etree._Element) -> bool:
            known, _, own = _short(tag, element).lower().rpartition(":")
            return known != "rdf" and (local in (own, "all")) and prefix in ("", known)

        found = False
        for description in self._descriptions():
            for attribute in [str(each) for each in description.attrib if wanted(str(each), description)]:
                del description.attrib[attribute]
                found = True
            for element in [each for each in description.iterchildren(etree.Element) if wanted(str(each.tag), each)]:
                description.remove(element)
                found = True
        return found

    def packet(self) -> bytes:
        """Give the packet; nothing when it has no property."""
        return serialised(self._root) if self.all() else b""

    def _descriptions(self) -> list[etree._Element]:
        """Give the descriptions of the picture, not those that are values of properties."""
        return [
            each for rdf in self._root.iter(f"{{{_RDF}}}RDF") for each in rdf.iterchildren(f"{{{_RDF}}}Description")
        ]


def _short(name: str, element: etree._Element) -> str:
    qualified = etree.QName(name)
    prefix = _PREFIX_OF.get(str(qualified.namespace))
    if prefix is None:
        prefix = next((key for key, uri in element.nsmap.items() if uri == qualified.namespace and key), "")
    return f"{prefix}:{qualified.localname}" if prefix else qualified.localname


def _read(element: etree._Element, name: str, found: dict[str, str | list[str]]) -> None:
    """Put the value of a property into `found`: text, a list, or a structure's fields."""
    children = list(element.iterchildren(etree.Element))
    for key, value in element.attrib.items():
        if not str(key).startswith(f"{{{_RDF}}}") and str(key) != _XML_LANG:
            found[f"{name}.{etree.QName(str(key)).localname}"] = str(value)
    if not children:
        text = (element.text or "").strip()
        if text or not element.attrib:
            found[name] = text
        return
    holder = children[0]
    if str(holder.tag) in (f"{{{_RDF}}}Alt", f"{{{_RDF}}}Bag", f"{{{_RDF}}}Seq"):
        items = [(item.text or "").strip() for item in holder.iterchildren(f"{{{_RDF}}}li") if not len(item)]
        for index, item in enumerate(each for each in holder.iterchildren(f"{{{_RDF}}}li") if len(each)):
            _read_fields(item, f"{name}[{index}]", found)
        if items:
            found[name] = items[0] if str(holder.tag) == f"{{{_RDF}}}Alt" else items
    else:
        _read_fields(element, name, found)


def _read_fields(element: etree._Element, name: str, found: dict[str, str | list[str]], depth: int = 0) -> None:
    for child in element.iterchildren(etree.Element):
        if str(child.tag) == f"{{{_RDF}}}Description" and depth < 8:
            _read_fields(child, name, found, depth + 1)
        else:
            found[f"{name}.{etree.QName(child).localname}"] = "".join(str(text) for text in child.itertext()).strip()
