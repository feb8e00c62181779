"""XMP packets: RDF in XML."""

from lxml import etree

_EXIF = "http://ns.adobe.com/exif/1.0/"
_PLACES = frozenset(
    {
        "{http://ns.adobe.com/photoshop/1.0/}City",
        "{http://ns.adobe.com/photoshop/1.0/}State",
        "{http://ns.adobe.com/photoshop/1.0/}Country",
        "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}Location",
        "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}CountryCode",
        "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}LocationCreated",
        "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}LocationShown",
    }
)
# What tells how to show an HDR picture: gain maps of Adobe and Apple, and the list of the pictures in the file.
_GAIN_MAPS = ("http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.apple.com/HDRGainMap/1.0/")
_RENDERING = (*_GAIN_MAPS, "http://ns.google.com/photos/1.0/container/", "http://ns.apple.com/pixeldatainfo/1.0/")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_END = b"<?xpacket end"


def without_location(data: bytes) -> bytes:
    """Give the packet without coordinates and place names, padded to as many bytes where it became shorter.

    A packet that cannot be read is left out whole: nothing comes back.
    """
    root = parse(data)
    if root is None:
        return b""
    if not _remove_places(root):
        return data
    text = serialised(root)
    end = text.rfind(_END)
    end = len(text) if end < 0 else end
    return text[:end] + b" " * (len(data) - len(text)) + text[end:]


def only_rendering(data: bytes) -> bytes:
    """Give the packet with nothing but what tells how to show an HDR picture; nothing when it is none."""
    root = parse(data)
    if root is None:
        return b""
    changed = found = False
    for description in [each for rdf in root.iter(f"{{{_RDF}}}RDF") for each in rdf.iterchildren(etree.Element)]:
        for name in [str(name) for name in description.attrib]:
            namespace = etree.QName(name).namespace
            found = found or namespace in _GAIN_MAPS
            if namespace not in (*_RENDERING, _RDF):
                del description.attrib[name]
                changed = True
        for element in list(description.iterchildren(etree.Element)):
            namespace = etree.QName(element).namespace
            found = found or namespace in _GAIN_MAPS
            if namespace not in _RENDERING:
                description.remove(element)
                changed = True
    if not found:
        return b""
    return serialised(root) if changed else data


def has_location(data: bytes) -> bool:
    """Tell whether the packet says where the picture was taken."""
    root = parse(data)
    return root is not None and _remove_places(root)


def serialised(root: etree._Element) -> bytes:
    """Give the packet, with what comes before and after its outermost element."""
    return etree.tostring(root.getroottree(), encoding="utf-8")


def parse(data: bytes) -> etree._Element | None:
    """Give the packet's outermost element, None when it cannot be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(data.strip(b"\0 \r\n\t"), parser)
    except etree.XMLSyntaxError:
        return None


def _remove_places(root: etree._Element) -> bool:
    changed = False
    for element in list(root.iter(etree.Element)):
        for name in [str(name) for name in element.attrib if _is_place(str(name))]:
            del element.attrib[name]
            changed = True
        parent = element.getparent()
        if _is_place(str(element.tag)) and parent is not None:
            parent.remove(element)
            changed = True
    return changed


def _is_place(name: str) -> bool:
    return name in _PLACES or name.startswith(f"{{{_EXIF}}}GPS")
