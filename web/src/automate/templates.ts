import type { WireStep } from "../api/pipelines";
import { t } from "../i18n";

export interface Template {
  id: string;
  name: string;
  description: string;
  steps: WireStep[];
}

/** Pipelines to start from. */
export const templates = (): Template[] => [
  {
    id: "web",
    name: t("Web-ready photos"),
    description: t("At most 2000 pixels a side, no metadata, small WebP files"),
    steps: [
      { toolId: "resize", settings: { width: 2000, height: 2000, fit: "inside", withoutEnlargement: true } },
      { toolId: "strip-metadata", settings: { stripAll: true } },
      { toolId: "convert", settings: { format: "webp", quality: 80 } },
    ],
  },
  {
    id: "product",
    name: t("Product photos on white"),
    description: t("Trimmed to the object, a white margin, a square of 1200 pixels"),
    steps: [
      { toolId: "smart-crop", settings: { mode: "trim" } },
      { toolId: "border", settings: { borderWidth: 0, padding: 60, paddingColor: "#ffffff" } },
      { toolId: "resize", settings: { width: 1200, height: 1200, fit: "contain", background: "#ffffff" } },
    ],
  },
  {
    id: "social",
    name: t("Social square"),
    description: t("Cropped to what matters, a little crisper, as JPEG"),
    steps: [
      {
        toolId: "smart-crop",
        settings: { mode: "subject", width: 1080, height: 1080, strategy: "attention" },
      },
      { toolId: "sharpening", settings: { method: "adaptive" } },
      { toolId: "convert", settings: { format: "jpg", quality: 85 } },
    ],
  },
  {
    id: "archive",
    name: t("Archive"),
    description: t("JPEG XL of the highest quality, without the place where it was taken"),
    steps: [
      { toolId: "strip-metadata", settings: { stripAll: false, stripGps: true } },
      { toolId: "convert", settings: { format: "jxl", quality: 100 } },
    ],
  },
];
