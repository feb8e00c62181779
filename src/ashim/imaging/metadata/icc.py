"""Colour profiles: what their headers say (ICC.1:2010, 7.2)."""

import io

_CLASSES = {
    b"scnr": "Input device profile",
    b"mntr": "Display device profile",
    b"prtr": "Output device profile",
    b"link": "Device link profile",
    b"spac": "Colour space profile",
    b"abst": "Abstract profile",
    b"nmcl": "Named colour profile",
}


def facts(profile: bytes) -> dict[str, str]:
    """Give labels and values for a person; nothing for what is no profile."""
    if len(profile) < 128 or profile[36:40] != b"acsp":
        return {}
    return {
        "Profile Size": f"{len(profile):,} bytes",
        "Color Space": profile[16:20].decode("ascii", "replace").strip(),
        "Connection Space": profile[20:24].decode("ascii", "replace").strip(),
        "Device Class": _CLASSES.get(profile[12:16], profile[12:16].decode("ascii", "replace")),
        "Version": f"{profile[8]}.{profile[9] >> 4}.{profile[9] & 15}",
        "Description": description(profile),
    }


def description(profile: bytes) -> str:
    """Give the name of the profile; empty when it has none or is damaged."""
    from PIL import ImageCms

    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip()
    except (ImageCms.PyCMSError, OSError):
        return ""


def is_srgb(profile: bytes) -> bool:
    """Tell whether the profile is one of sRGB, which is what pictures without a profile are shown in."""
    return profile[16:20] == b"RGB " and "srgb" in description(profile).lower()
