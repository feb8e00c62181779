"""ICC profiles made from their definition, byte by byte (ICC.1:2001-04, version 2 matrix profiles)."""

import struct

# Colorant tristimulus values of Display P3, adapted to D50.
_P3 = {"rXYZ": (0.5151, 0.2412, -0.0011), "gXYZ": (0.2920, 0.6922, 0.0419), "bXYZ": (0.1571, 0.0666, 0.7841)}
_D50 = (0.9642, 1.0, 0.8249)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256)) + b"\0\0"


def _profile(space: bytes, tags: dict[str, bytes]) -> bytes:
    text = b"text\0\0\0\0for tests\0\0\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 6) + b"tests\0" + b"\0" * 80
    tags = {"desc": name, "cprt": text, "wtpt": _xyz(_D50), **tags}
    table, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for key, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += key.encode() + struct.pack(">II", start + len(body), len(data))
        body += data
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02400000, b"mntr", space, b"XYZ ") + b"\0" * 12 + b"acsp"
    header = header.ljust(68, b"\0") + _xyz(_D50)[8:]
    return header.ljust(128, b"\0") + table + body


def display_p3() -> bytes:
    """Give a wide-gamut RGB profile with gamma 2.2."""
    curves = {key: _gamma(2.2) for key in ("rTRC", "gTRC", "bTRC")}
    return _profile(b"RGB ", {**{key: _xyz(value) for key, value in _P3.items()}, **curves})


def grey_gamma() -> bytes:
    """Give a grey profile with gamma 1.8."""
    return _profile(b"GRAY", {"kTRC": _gamma(1.8)})
