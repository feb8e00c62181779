"""Pictures in the formats that few programs write, made by other software than ours or byte by byte."""

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import OpenEXR
import pillow_jxl  # noqa: F401 -- it teaches Pillow JPEG XL, for all tests
import tifffile
from PIL import Image
from psd_tools import PSDImage

Array = npt.NDArray[Any]


def write_exr(path: Path, light: Array) -> None:
    """Write linear light: height x width x 3 or 4 (alpha last, colours multiplied by it), float32."""
    channels = {name: np.ascontiguousarray(light[:, :, band]) for band, name in enumerate("RGBA"[: light.shape[2]])}
    header = {"compression": OpenEXR.ZIP_COMPRESSION, "type": OpenEXR.scanlineimage}
    OpenEXR.File(header, channels).write(str(path))


def read_exr(path: Path) -> Array:
    """Give the light of an OpenEXR file: height x width x 1, 3 or 4 (alpha last, colours multiplied by it)."""
    with OpenEXR.File(str(path), separate_channels=True) as file:
        channels = file.channels()
        return np.dstack([np.asarray(channels[name].pixels) for name in "YRGBA" if name in channels])


def read_radiance(path: Path) -> Array:
    """Give the light of a Radiance HDR file of rows coded by run lengths: height x width x 3."""
    head, _, body = path.read_bytes().partition(b"\n\n")
    size, _, data = body.partition(b"\n")
    assert head.startswith(b"#?RADIANCE")
    assert b"FORMAT=32-bit_rle_rgbe" in head
    height, width = int(size.split()[1]), int(size.split()[3])
    rows, position = [], 0
    for _ in range(height):
        assert struct.unpack_from(">BBH", data, position) == (2, 2, width)
        position += 4
        row = b""
        while len(row) < width * 4:
            count = data[position]
            row += data[position + 1 : position + 2] * (count - 128) if count > 128 else b""
            row += data[position + 1 : position + 1 + count] if count <= 128 else b""
            position += 2 if count > 128 else 1 + count
        rows.append(np.frombuffer(row, np.uint8).reshape(4, width).T)
    rgbe = np.stack(rows).astype(float)
    light: Array = (rgbe[:, :, :3] + 0.5) * 2.0 ** (rgbe[:, :, 3:] - 136) * (rgbe[:, :, 3:] > 0)
    return light


def srgb(linear: Array) -> Array:
    """Encode light for a screen (IEC 61966-2-1)."""
    linear = linear.astype(float)
    codes: Array = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.power(linear, 1 / 2.4) - 0.055)
    return codes


def on_screen(light: Array) -> Array:
    """Give light between 0 and 1, with alpha or without, as 8-bit pixels."""
    if light.shape[2] == 4:
        alpha = light[:, :, 3:].astype(float)
        colours = np.divide(light[:, :, :3], alpha, out=np.zeros((*light.shape[:2], 3)), where=alpha > 0)
        codes = np.dstack([srgb(colours.clip(0, 1)), alpha])
    else:
        codes = srgb(light.clip(0, 1))
    pixels: Array = np.rint(codes * 255).astype(np.uint8)
    return pixels


def radiance(rgbe: Array, *, packed: bool) -> bytes:
    """Give samples (height x width x 4) as Radiance HDR, run-length coded when `packed`."""
    height, width = rgbe.shape[:2]
    head = b"#?RADIANCE\n# by hand\nFORMAT=32-bit_rle_rgbe\n\n-Y %d +X %d\n" % (height, width)
    if not packed:
        return head + rgbe.tobytes()
    rows = []
    for row in rgbe:
        rows.append(struct.pack(">BBH", 2, 2, width))
        for channel in row.T:
            first, rest = channel[:5], channel[5:]
            if (first == first[0]).all():
                rows.append(bytes([128 + 5, first[0]]))
            else:
                rows.append(bytes([5]) + first.tobytes())
            rows.append(bytes([len(rest)]) + rest.tobytes())
    return head + b"".join(rows)


def write_dng(path: Path, mosaic: Array, *, orientation: int = 1, preview: bytes | None = None) -> None:
    """Write a sensor's values (uint16, RGGB, black 512, white 4095) as a minimal DNG."""
    identity = (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1)
    tags = [
        (50706, "B", 4, bytes([1, 4, 0, 0]), True),
        (50707, "B", 4, bytes([1, 1, 0, 0]), True),
        (50708, "s", 0, "Testcam One", True),
        (33421, "H", 2, (2, 2), True),
        (33422, "B", 4, bytes([0, 1, 1, 2]), True),
        (50721, "2i", 9, identity, True),
        (50728, "2I", 3, (1, 1, 1, 1, 1, 1), True),
        (50714, "H", 1, 512, True),
        (50717, "H", 1, 4095, True),
        (50778, "H", 1, 21, True),
        (271, "s", 0, "Testcam", True),
        (272, "s", 0, "One", True),
        (274, "H", 1, orientation, True),
    ]
    tifffile.imwrite(path, mosaic, photometric=32803, extratags=tags, metadata=None)
    if preview is not None:
        _append_preview(path, preview)


def _append_preview(path: Path, jpeg: bytes) -> None:
    """Add a directory with an embedded JPEG, which is what cameras' own previews are."""
    data = bytearray(path.read_bytes())
    data += b"\0" * (len(data) % 2)
    jpeg_at = len(data)
    data += jpeg + b"\0" * (len(jpeg) % 2)
    with Image.open(io.BytesIO(jpeg)) as picture:
        width, height = picture.size
    entries = (
        (254, 4, 1),
        (256, 4, width),
        (257, 4, height),
        (259, 3, 7),
        (262, 3, 6),
        (273, 4, jpeg_at),
        (277, 3, 3),
        (278, 4, height),
        (279, 4, len(jpeg)),
    )
    directory_at = len(data)
    data += struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        data += struct.pack("<HHII", tag, kind, 1, value)
    data += bytes(4)
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * count, directory_at)
    path.write_bytes(bytes(data))


def fits(samples: Array) -> bytes:
    """Give samples (height x width, or planes first; int16 or float32) as FITS; the first row is the lowest."""
    kind = {"int16": 16, "float32": -32}[str(samples.dtype)]
    cards = [f"{'SIMPLE':8}= {'T':>20}", f"{'BITPIX':8}= {kind:>20}", f"{'NAXIS':8}= {samples.ndim:>20}"]
    cards += [f"{f'NAXIS{axis}':8}= {side:>20}" for axis, side in enumerate(samples.shape[::-1], 1)]
    head = "".join(f"{card:80}" for card in [*cards, "END"]).encode()
    body = samples.astype(samples.dtype.newbyteorder(">")).tobytes()
    return head.ljust(2880) + body + bytes(-len(body) % 2880)


def dpx(samples: Array, bits: int) -> bytes:
    """Give RGB samples of this many bits as big-endian DPX."""
    height, width = samples.shape[:2]
    head = bytearray(2048)
    struct.pack_into(">4sI8s", head, 0, b"SDPX", 2048, b"V1.0")
    struct.pack_into(">HHII", head, 768, 0, 1, width, height)
    struct.pack_into(">BBBBHH", head, 800, 50, 2, 2, bits, 1 if bits == 10 else 0, 0)
    if bits == 10:
        words = samples.astype(np.uint32)
        return bytes(head) + (words[..., 0] << 22 | words[..., 1] << 12 | words[..., 2] << 2).astype(">u4").tobytes()
    return bytes(head) + samples.astype(f">u{bits // 8}").tobytes()


def pam(samples: Array) -> bytes:
    """Give RGBA samples (uint8) as PAM."""
    height, width, bands = samples.shape
    head = f"P7\nWIDTH {width}\n# by hand\nHEIGHT {height}\nDEPTH {bands}\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    return head.encode() + samples.tobytes()


def photoshop(planes: Array, mode: int, *, large: bool = False, palette: bytes = b"", packed: bool = False) -> bytes:
    """Give planes (channels x height x width; uint8, uint16 or float32) as a Photoshop document without layers.

    `large` makes it a PSB; `packed` codes each row by run lengths (PackBits, in pieces that are not repeated).
    """
    channels, height, width = planes.shape
    depth = planes.dtype.itemsize * 8
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 2 if large else 1, channels, height, width, depth, mode)
    sections = struct.pack(">I", len(palette)) + palette + bytes(4) + bytes(8 if large else 4)
    if not packed:
        return head + sections + b"\0\0" + planes.astype(planes.dtype.newbyteorder(">")).tobytes()
    rows = []
    for row in planes.reshape(-1, width).astype(planes.dtype.newbyteorder(">")):
        data = row.tobytes()
        rows.append(
            b"".join(bytes([len(part) - 1]) + part for part in (data[i : i + 128] for i in range(0, len(data), 128)))
        )
    counts = struct.pack(f">{len(rows)}{'I' if large else 'H'}", *map(len, rows))
    return head + sections + b"\0\1" + counts + b"".join(rows)


def write_psd(path: Path, picture: Image.Image) -> None:
    """Write a flat Photoshop document."""
    PSDImage.frompil(picture).save(str(path))
