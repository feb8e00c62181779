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
            "jpg", "png", "webp", "avif", "tiff", "gif", "heic", "heif", "jxl", "bmp", "ico", "jp2", "qoi", "psd"
        ],
        quality: float | None = None,
    ) -> Self:
        """Write a picture in another file format."""
        return self.run("convert", {"format": format, "quality": quality})

    def compress(
        self,
        *,
        mode: Literal["quality", "targetSize", "visualQuality"] | None = None,
        quality: float | None = None,
        target_size_kb: float | None = None,
        allow_scaling: bool | None = None,
        visual_quality: float | None = None,
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
