"""The tools as methods. Made from the registry by scripts/docs.py; do not edit."""

from typing import Literal, Self

from ashim.pending import PendingPicture


class Picture(PendingPicture):
    """A picture on which tools can be called one after the other; `save` runs them."""

    def resize(
        self,
        *,
        width: int | None = None,
        height: int | None = None,
        fit: Literal["contain", "cover", "fill", "inside", "outside"] | None = None,
        without_enlargement: bool | None = None,
        percentage: float | None = None,
        background: str | None = None,
        linear_light: bool | None = None,
    ) -> Self:
        """Scale a picture to pixel dimensions, to a percentage, or to a ready-made social-network size."""
        return self.run(
            "resize",
            {
                "width": width,
                "height": height,
                "fit": fit,
                "withoutEnlargement": without_enlargement,
                "percentage": percentage,
                "background": background,
                "linearLight": linear_light,
            },
        )

    def crop(
        self, *, left: float, top: float, width: float, height: float, unit: Literal["px", "percent"] | None = None
    ) -> Self:
        """Cut out a rectangle given in pixels or percent."""
        return self.run("crop", {"left": left, "top": top, "width": width, "height": height, "unit": unit})

    def rotate(
        self,
        *,
        angle: float | None = None,
        horizontal: bool | None = None,
        vertical: bool | None = None,
        background: str | None = None,
    ) -> Self:
        """Turn by any angle and mirror horizontally or vertically."""
        return self.run(
            "rotate", {"angle": angle, "horizontal": horizontal, "vertical": vertical, "background": background}
        )

    def convert(
        self,
        *,
        format: Literal[
            "jpg",
            "png",
            "webp",
            "avif",
            "tiff",
            "gif",
            "heic",
            "heif",
            "jxl",
            "bmp",
            "ico",
            "jp2",
            "qoi",
            "psd",
            "exr",
            "hdr",
            "auto",
        ],
        quality: float | None = None,
        effort: Literal["turbo", "usual", "small"] | None = None,
        palette: bool | None = None,
    ) -> Self:
        """Write a picture in another file format."""
        return self.run("convert", {"format": format, "quality": quality, "effort": effort, "palette": palette})

    def compress(
        self,
        *,
        mode: Literal["quality", "targetSize", "visualQuality"] | None = None,
        quality: float | None = None,
        target_size_kb: float | None = None,
        allow_scaling: bool | None = None,
        visual_quality: float | None = None,
        effort: Literal["turbo", "usual", "small"] | None = None,
        palette: bool | None = None,
    ) -> Self:
        """Shrink the file by quality, down to a byte budget, or as far as it still looks like the original."""
        return self.run(
            "compress",
            {
                "mode": mode,
                "quality": quality,
                "targetSizeKb": target_size_kb,
                "allowScaling": allow_scaling,
                "visualQuality": visual_quality,
                "effort": effort,
                "palette": palette,
            },
        )

    def optimize_for_web(
        self,
        *,
        format: Literal["webp", "jpeg", "avif", "png", "jxl"] | None = None,
        quality: float | None = None,
        max_width: int | None = None,
        max_height: int | None = None,
        progressive: bool | None = None,
        strip_metadata: bool | None = None,
        palette: bool | None = None,
    ) -> Self:
        """Make a small file for web pages: pick format, quality and largest dimensions."""
        return self.run(
            "optimize-for-web",
            {
                "format": format,
                "quality": quality,
                "maxWidth": max_width,
                "maxHeight": max_height,
                "progressive": progressive,
                "stripMetadata": strip_metadata,
                "palette": palette,
            },
        )

    def strip_metadata(
        self,
        *,
        strip_all: bool | None = None,
        strip_exif: bool | None = None,
        strip_gps: bool | None = None,
        strip_icc: bool | None = None,
        strip_xmp: bool | None = None,
        strip_iptc: bool | None = None,
        strip_comments: bool | None = None,
    ) -> Self:
        """Delete EXIF, GPS, ICC, XMP, IPTC and comments from a file without touching the picture."""
        return self.run(
            "strip-metadata",
            {
                "stripAll": strip_all,
                "stripExif": strip_exif,
                "stripGps": strip_gps,
                "stripIcc": strip_icc,
                "stripXmp": strip_xmp,
                "stripIptc": strip_iptc,
                "stripComments": strip_comments,
            },
        )

    def edit_metadata(
        self,
        *,
        title: str | None = None,
        image_description: str | None = None,
        artist: str | None = None,
        author: str | None = None,
        copyright: str | None = None,
        software: str | None = None,
        iptc_title: str | None = None,
        iptc_headline: str | None = None,
        iptc_city: str | None = None,
        iptc_state: str | None = None,
        iptc_country: str | None = None,
        date_time: str | None = None,
        date_time_original: str | None = None,
        set_all_dates: str | None = None,
        date_shift: str | None = None,
        gps_latitude: float | None = None,
        gps_longitude: float | None = None,
        gps_altitude: float | None = None,
        clear_gps: bool | None = None,
        keywords: object | None = None,
        keywords_mode: Literal["add", "set"] | None = None,
        fields_to_remove: object | None = None,
    ) -> Self:
        """Write, shift or delete EXIF, GPS, IPTC and XMP fields without touching pixels."""
        return self.run(
            "edit-metadata",
            {
                "title": title,
                "imageDescription": image_description,
                "artist": artist,
                "author": author,
                "copyright": copyright,
                "software": software,
                "iptcTitle": iptc_title,
                "iptcHeadline": iptc_headline,
                "iptcCity": iptc_city,
                "iptcState": iptc_state,
                "iptcCountry": iptc_country,
                "dateTime": date_time,
                "dateTimeOriginal": date_time_original,
                "setAllDates": set_all_dates,
                "dateShift": date_shift,
                "gpsLatitude": gps_latitude,
                "gpsLongitude": gps_longitude,
                "gpsAltitude": gps_altitude,
                "clearGps": clear_gps,
                "keywords": keywords,
                "keywordsMode": keywords_mode,
                "fieldsToRemove": fields_to_remove,
            },
        )

    def split(
        self,
        *,
        columns: int | None = None,
        rows: int | None = None,
        tile_width: int | None = None,
        tile_height: int | None = None,
        output_format: Literal["original", "png", "jpg", "webp", "avif", "jxl"] | None = None,
        quality: float | None = None,
    ) -> Self:
        """Cut a picture into a grid of pieces, or into tiles of a given size."""
        return self.run(
            "split",
            {
                "columns": columns,
                "rows": rows,
                "tileWidth": tile_width,
                "tileHeight": tile_height,
                "outputFormat": output_format,
                "quality": quality,
            },
        )

    def border(
        self,
        *,
        border_width: int | None = None,
        border_color: str | None = None,
        padding: int | None = None,
        padding_color: str | None = None,
        corner_radius: int | None = None,
        shadow: bool | None = None,
        shadow_blur: float | None = None,
        shadow_offset_x: int | None = None,
        shadow_offset_y: int | None = None,
        shadow_color: str | None = None,
        shadow_opacity: float | None = None,
    ) -> Self:
        """Put a border around a picture, with padding, round corners and a shadow if wanted."""
        return self.run(
            "border",
            {
                "borderWidth": border_width,
                "borderColor": border_color,
                "padding": padding,
                "paddingColor": padding_color,
                "cornerRadius": corner_radius,
                "shadow": shadow,
                "shadowBlur": shadow_blur,
                "shadowOffsetX": shadow_offset_x,
                "shadowOffsetY": shadow_offset_y,
                "shadowColor": shadow_color,
                "shadowOpacity": shadow_opacity,
            },
        )
