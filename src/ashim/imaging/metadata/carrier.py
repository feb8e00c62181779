"""The metadata of one file, taken out to be changed and put back."""

from collections.abc import Callable

from ashim.imaging.metadata import exif_fields
from ashim.imaging.metadata.blocks import Block, DamagedError, Kind
from ashim.imaging.metadata.containers import ADDABLE, rewrite
from ashim.imaging.metadata.iptc_fields import Iptc
from ashim.imaging.metadata.tiff import Tiff
from ashim.imaging.metadata.xmp_fields import Xmp

_XMP_TAG, _IPTC_TAG, _BYTE, _UNDEFINED = 700, 33723, 1, 7


class Carrier:
    """EXIF (`tiff`; for TIFF the file itself), XMP and IPTC of the picture that is shown; empty where there is none.

    Who changes `xmp` or `iptc` says so in `xmp_changed` and `iptc_changed`. Blocks that cannot be read, and so not
    changed, stay as they are: `fixed` are their kinds. Raises InvalidImageError or DamagedError.
    """

    def __init__(self, data: bytes, format_id: str) -> None:
        self._data, self._format = data, format_id
        self._blocks: dict[Kind, bytes] = {}
        self.fixed: set[Kind] = set()
        self._comments = self._no_comments = False
        self.xmp_changed = self.iptc_changed = False
        if format_id == "tiff":
            self._read_tags()
        else:
            rewrite(data, format_id, self._note)
        self.tiff = Tiff(data if format_id == "tiff" else self._readable("exif", _read_exif) or exif_fields.EMPTY)
        self.xmp = Xmp(self._readable("xmp", Xmp))
        self.iptc = Iptc(self._blocks.get("iptc", b""))
        self._exif_before = bytes(self.tiff.data)

    def holds(self, kind: Kind) -> bool:
        """Tell whether this kind of metadata can be changed or added in the file."""
        return kind not in self.fixed and (
            self._format == "tiff" or kind in self._blocks or kind in ADDABLE[self._format]
        )

    def remove_comments(self) -> bool:
        """Leave the comments out; gives whether there were any."""
        self._no_comments = True
        return self._comments

    def written(self) -> bytes:
        """Give the file with what was changed."""
        if self._format == "tiff":
            return self._written_tiff()
        new: dict[Kind, bytes] = {}
        if self.tiff.data != self._exif_before and self.holds("exif"):
            new["exif"] = bytes(self.tiff.data) if exif_fields.filled(self.tiff) else b""
        if self.xmp_changed and self.holds("xmp"):
            new["xmp"] = self.xmp.packet()
        if self.iptc_changed and self.holds("iptc"):
            new["iptc"] = self.iptc.block(resources=True)
        added = {kind: body for kind, body in new.items() if body and kind not in self._blocks}
        left = dict(new)

        def change(block: Block) -> bytes | None:
            if block.kind == "comment" and self._no_comments:
                return None
            if block.secondary or block.closed or block.kind not in new:
                return block.data
            # The first block of a kind takes everything; a second would say it twice.
            return left.pop(block.kind, b"") or None

        return rewrite(self._data, self._format, change, added=added)

    def _note(self, block: Block) -> bytes:
        if block.closed and block.kind in ("exif", "xmp", "iptc"):
            self.fixed.add(block.kind)
        elif block.kind == "comment":
            self._comments = True
        elif not block.secondary:
            self._blocks.setdefault(block.kind, block.data)
        return block.data

    def _readable(self, kind: Kind, read: Callable[[bytes], object]) -> bytes:
        """Give the block; nothing when it cannot be read, so that it stays as it is."""
        data = self._blocks.get(kind, b"")
        try:
            if data:
                read(data)
        except DamagedError:
            self.fixed.add(kind)
            return b""
        return data

    def _read_tags(self) -> None:
        tiff = Tiff(self._data)
        kinds: dict[int, Kind] = {_XMP_TAG: "xmp", _IPTC_TAG: "iptc"}
        for first in tiff.chain()[:1]:
            for tag, kind in kinds.items():
                entry = first.get(tag)
                if entry:
                    self._blocks[kind] = tiff.value(entry).rstrip(b"\0")

    def _written_tiff(self) -> bytes:
        changed = {}
        if self.xmp_changed:
            changed[_XMP_TAG] = (_BYTE, self.xmp.packet())
        if self.iptc_changed:
            changed[_IPTC_TAG] = (_UNDEFINED, self.iptc.block(resources=False))
        if changed:
            gone = [tag for tag, (_, body) in changed.items() if not body]
            self.tiff.drop(self.tiff.chain()[0], *gone)
            self.tiff.put({tag: value for tag, value in changed.items() if value[1]})
        return bytes(self.tiff.data)


def _read_exif(data: bytes) -> object:
    return list(exif_fields.fields(Tiff(data)))
