"""The tools as methods. Made from the registry by scripts/docs.py; do not edit."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal, Self


class ToolMethods(ABC):
    """A picture on which tools can be called one after the other."""

    @abstractmethod
    def run(self, tool_id: str, settings: Mapping[str, Any]) -> Self:
        """Add a tool by its id; settings have the names of the REST API, and those that are None are left out."""

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

    def adjust_colors(
        self,
        *,
        brightness: float | None = None,
        contrast: float | None = None,
        exposure: float | None = None,
        saturation: float | None = None,
        temperature: float | None = None,
        tint: float | None = None,
        hue: float | None = None,
        sharpness: float | None = None,
        effect: Literal["none", "grayscale", "sepia", "invert"] | None = None,
        red: float | None = None,
        green: float | None = None,
        blue: float | None = None,
    ) -> Self:
        """Adjust light and colour, all at once: brightness, contrast, saturation, hue, channels and effects."""
        return self.run(
            "adjust-colors",
            {
                "brightness": brightness,
                "contrast": contrast,
                "exposure": exposure,
                "saturation": saturation,
                "temperature": temperature,
                "tint": tint,
                "hue": hue,
                "sharpness": sharpness,
                "effect": effect,
                "red": red,
                "green": green,
                "blue": blue,
            },
        )

    def sharpening(
        self,
        *,
        method: Literal["adaptive", "unsharp-mask", "high-pass"] | None = None,
        m2: float | None = None,
        amount: float | None = None,
        strength: float | None = None,
        denoise: Literal["off", "light", "medium", "strong"] | None = None,
        sigma: float | None = None,
        m1: float | None = None,
        x1: float | None = None,
        y2: float | None = None,
        y3: float | None = None,
        radius: float | None = None,
        threshold: float | None = None,
        kernel_size: Literal[3, 5] | None = None,
    ) -> Self:
        """Make a picture crisper, with control over texture, flat areas and halos."""
        return self.run(
            "sharpening",
            {
                "method": method,
                "m2": m2,
                "amount": amount,
                "strength": strength,
                "denoise": denoise,
                "sigma": sigma,
                "m1": m1,
                "x1": x1,
                "y2": y2,
                "y3": y3,
                "radius": radius,
                "threshold": threshold,
                "kernelSize": kernel_size,
            },
        )

    def replace_color(
        self,
        *,
        mode: Literal["replace", "invert"] | None = None,
        source_color: str | None = None,
        make_transparent: bool | None = None,
        target_color: str | None = None,
        tolerance: float | None = None,
        softness: float | None = None,
        distance: Literal["rgb", "perceptual"] | None = None,
    ) -> Self:
        """Swap one colour for another, make it transparent, or invert all colours."""
        return self.run(
            "replace-color",
            {
                "mode": mode,
                "sourceColor": source_color,
                "makeTransparent": make_transparent,
                "targetColor": target_color,
                "tolerance": tolerance,
                "softness": softness,
                "distance": distance,
            },
        )

    def color_blindness(
        self,
        *,
        simulation_type: Literal[
            "protanopia",
            "protanomaly",
            "deuteranopia",
            "deuteranomaly",
            "tritanopia",
            "tritanomaly",
            "achromatopsia",
            "blueConeMonochromacy",
        ]
        | None = None,
    ) -> Self:
        """Show a picture as people with a deficiency of colour vision see it."""
        return self.run("color-blindness", {"simulationType": simulation_type})

    def watermark_text(
        self,
        *,
        text: str,
        font_size: float | None = None,
        color: str | None = None,
        opacity: float | None = None,
        position: Literal["center", "top-left", "top-right", "bottom-left", "bottom-right", "tiled"] | None = None,
        rotation: float | None = None,
    ) -> Self:
        """Stamp text on a picture, once or all over it."""
        return self.run(
            "watermark-text",
            {
                "text": text,
                "fontSize": font_size,
                "color": color,
                "opacity": opacity,
                "position": position,
                "rotation": rotation,
            },
        )

    def text_overlay(
        self,
        *,
        text: str,
        font_size: float | None = None,
        color: str | None = None,
        position: Literal["top", "center", "bottom"] | None = None,
        background_box: bool | None = None,
        background_color: str | None = None,
        shadow: bool | None = None,
    ) -> Self:
        """Write a caption on a picture: at the top, in the middle or at the bottom."""
        return self.run(
            "text-overlay",
            {
                "text": text,
                "fontSize": font_size,
                "color": color,
                "position": position,
                "backgroundBox": background_box,
                "backgroundColor": background_color,
                "shadow": shadow,
            },
        )

    def meme_generator(
        self,
        *,
        template_id: str | None = None,
        text_layout: Literal["top-bottom", "top-only", "bottom-only", "center", "side-by-side"] | None = None,
        text_boxes: object | None = None,
        font_family: Literal[
            "anton", "arial-black", "comic-sans", "montserrat", "bebas-neue", "permanent-marker", "roboto"
        ]
        | None = None,
        font_size: int | None = None,
        text_color: str | None = None,
        stroke_color: str | None = None,
        text_align: Literal["left", "center", "right"] | None = None,
        all_caps: bool | None = None,
    ) -> Self:
        """Write captions on a template, or on a picture of your own, in the style of memes."""
        return self.run(
            "meme-generator",
            {
                "templateId": template_id,
                "textLayout": text_layout,
                "textBoxes": text_boxes,
                "fontFamily": font_family,
                "fontSize": font_size,
                "textColor": text_color,
                "strokeColor": stroke_color,
                "textAlign": text_align,
                "allCaps": all_caps,
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

    def beautify(
        self,
        *,
        background_type: Literal["solid", "linear-gradient", "radial-gradient", "image", "transparent"] | None = None,
        background_color: str | None = None,
        gradient_stops: object | None = None,
        gradient_angle: float | None = None,
        padding: int | None = None,
        border_radius: float | None = None,
        shadow_preset: Literal["none", "subtle", "medium", "dramatic", "custom"] | None = None,
        shadow_blur: float | None = None,
        shadow_offset_x: int | None = None,
        shadow_offset_y: int | None = None,
        shadow_color: str | None = None,
        shadow_opacity: float | None = None,
        frame: Literal[
            "none",
            "macos-light",
            "macos-dark",
            "windows-light",
            "windows-dark",
            "browser-light",
            "browser-dark",
            "iphone",
            "iphone-dark",
            "macbook",
            "macbook-dark",
            "ipad",
            "ipad-dark",
        ]
        | None = None,
        frame_title: str | None = None,
        social_preset: Literal[
            "none", "twitter", "linkedin", "instagram-square", "instagram-story", "facebook", "producthunt"
        ]
        | None = None,
        watermark_text: str | None = None,
        watermark_position: Literal["center", "top-left", "top-right", "bottom-left", "bottom-right"] | None = None,
        watermark_opacity: float | None = None,
        output_format: Literal["png", "jpeg", "webp"] | None = None,
    ) -> Self:
        """Dress a screenshot with a background, a window or device, round corners and a shadow."""
        return self.run(
            "beautify",
            {
                "backgroundType": background_type,
                "backgroundColor": background_color,
                "gradientStops": gradient_stops,
                "gradientAngle": gradient_angle,
                "padding": padding,
                "borderRadius": border_radius,
                "shadowPreset": shadow_preset,
                "shadowBlur": shadow_blur,
                "shadowOffsetX": shadow_offset_x,
                "shadowOffsetY": shadow_offset_y,
                "shadowColor": shadow_color,
                "shadowOpacity": shadow_opacity,
                "frame": frame,
                "frameTitle": frame_title,
                "socialPreset": social_preset,
                "watermarkText": watermark_text,
                "watermarkPosition": watermark_position,
                "watermarkOpacity": watermark_opacity,
                "outputFormat": output_format,
            },
        )

    def vectorize(
        self,
        *,
        color_mode: Literal["bw", "color"] | None = None,
        threshold: float | None = None,
        color_precision: int | None = None,
        layer_difference: int | None = None,
        filter_speckle: int | None = None,
        path_mode: Literal["none", "polygon", "spline"] | None = None,
        corner_threshold: int | None = None,
        invert: bool | None = None,
    ) -> Self:
        """Trace a picture: its shapes become outlines that stay sharp at any size."""
        return self.run(
            "vectorize",
            {
                "colorMode": color_mode,
                "threshold": threshold,
                "colorPrecision": color_precision,
                "layerDifference": layer_difference,
                "filterSpeckle": filter_speckle,
                "pathMode": path_mode,
                "cornerThreshold": corner_threshold,
                "invert": invert,
            },
        )

    def gif_tools(
        self,
        *,
        mode: Literal["resize", "optimize", "speed", "reverse", "extract", "rotate"] | None = None,
        width: int | None = None,
        height: int | None = None,
        percentage: float | None = None,
        colors: int | None = None,
        dither: float | None = None,
        effort: int | None = None,
        speed_factor: float | None = None,
        extract_mode: Literal["single", "range", "all"] | None = None,
        frame_number: int | None = None,
        frame_start: int | None = None,
        frame_end: int | None = None,
        extract_format: Literal["png", "webp"] | None = None,
        angle: Literal[90, 180, 270] | None = None,
        flip_h: bool | None = None,
        flip_v: bool | None = None,
        loop: int | None = None,
        format: Literal["gif", "webp"] | None = None,
    ) -> Self:
        """Resize, optimise, speed up, reverse, turn or take apart an animation."""
        return self.run(
            "gif-tools",
            {
                "mode": mode,
                "width": width,
                "height": height,
                "percentage": percentage,
                "colors": colors,
                "dither": dither,
                "effort": effort,
                "speedFactor": speed_factor,
                "extractMode": extract_mode,
                "frameNumber": frame_number,
                "frameStart": frame_start,
                "frameEnd": frame_end,
                "extractFormat": extract_format,
                "angle": angle,
                "flipH": flip_h,
                "flipV": flip_v,
                "loop": loop,
                "format": format,
            },
        )

    def smart_crop(
        self,
        *,
        mode: Literal["subject", "face", "trim", "attention", "content"] | None = None,
        width: int | None = None,
        height: int | None = None,
        strategy: Literal["attention", "entropy"] | None = None,
        face_preset: Literal["closeup", "head-shoulders", "upper-body", "half-body"] | None = None,
        sensitivity: float | None = None,
        padding: int | None = None,
        threshold: int | None = None,
        pad_to_square: bool | None = None,
        target_size: int | None = None,
        pad_color: str | None = None,
        quality: int | None = None,
    ) -> Self:
        """Crop to what matters: around the subject at a given size, or by cutting off uniform borders."""
        return self.run(
            "smart-crop",
            {
                "mode": mode,
                "width": width,
                "height": height,
                "strategy": strategy,
                "facePreset": face_preset,
                "sensitivity": sensitivity,
                "padding": padding,
                "threshold": threshold,
                "padToSquare": pad_to_square,
                "targetSize": target_size,
                "padColor": pad_color,
                "quality": quality,
            },
        )

    def image_enhancement(
        self,
        *,
        mode: Literal["auto", "portrait", "landscape", "low-light", "food", "document"] | None = None,
        intensity: float | None = None,
        corrections: object | None = None,
        deep_enhance: bool | None = None,
    ) -> Self:
        """Correct exposure, contrast, white balance, saturation, sharpness and noise, each as far as it needs it."""
        return self.run(
            "image-enhancement",
            {"mode": mode, "intensity": intensity, "corrections": corrections, "deepEnhance": deep_enhance},
        )

    def noise_removal(
        self,
        *,
        tier: Literal["quick", "balanced", "quality", "maximum"] | None = None,
        strength: float | None = None,
        detail_preservation: float | None = None,
        color_noise: float | None = None,
        format: Literal["original", "png", "jpeg", "webp", "avif", "jxl"] | None = None,
        quality: float | None = None,
    ) -> Self:
        """Take the noise out of a photo and leave its detail."""
        return self.run(
            "noise-removal",
            {
                "tier": tier,
                "strength": strength,
                "detailPreservation": detail_preservation,
                "colorNoise": color_noise,
                "format": format,
                "quality": quality,
            },
        )

    def content_aware_resize(
        self,
        *,
        width: int | None = None,
        height: int | None = None,
        square: bool | None = None,
        protect_faces: bool | None = None,
        blur_radius: float | None = None,
        sobel_threshold: float | None = None,
    ) -> Self:
        """Change the proportions of a picture by taking out, or filling in, what matters least (seam carving)."""
        return self.run(
            "content-aware-resize",
            {
                "width": width,
                "height": height,
                "square": square,
                "protectFaces": protect_faces,
                "blurRadius": blur_radius,
                "sobelThreshold": sobel_threshold,
            },
        )
