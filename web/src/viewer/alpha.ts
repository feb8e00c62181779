const PROBE = 96;

/** Whether any pixel lets the ground through, judged on a small copy: scaling down averages, so holes stay visible. */
export function hasAlpha(image: HTMLImageElement): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(PROBE, image.naturalWidth);
  canvas.height = Math.min(PROBE, image.naturalHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return false;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 255) return true;
  return false;
}
