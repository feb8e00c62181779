import {
  AppWindow, ArrowLeftRight, Aperture, Barcode, Blend, Braces, Brush, Code, Columns2, Copy, Crop, Droplet, Droplets,
  Eraser, Eye, FileArchive, FileCode, FileImage, FileMinus, FilePen, FileText, FileType, Film, Frame, Globe, Grid3x3,
  Image, ImagePlus, Images, Info, Layers, LayoutGrid, type LucideIcon, Maximize, Minimize2, Move, Paintbrush, Palette,
  PenTool, Pencil, QrCode, RefreshCw, Replace, RotateCw, ScanFace, ScanText, Scaling, Scissors, Shrink,
  SlidersHorizontal, Sparkles, SplitSquareHorizontal, Square, Stamp, Sun, SwatchBook, Tag, Type, Users, Wand, Wrench, Zap,
} from "lucide-react";

const ICONS: Record<string, LucideIcon> = {
  "app-window": AppWindow, "arrow-left-right": ArrowLeftRight, aperture: Aperture, barcode: Barcode, blend: Blend,
  braces: Braces, brush: Brush, code: Code, "columns-2": Columns2, copy: Copy, crop: Crop, droplet: Droplet,
  droplets: Droplets, eraser: Eraser, eye: Eye, "file-archive": FileArchive, "file-code": FileCode,
  "file-image": FileImage, "file-minus": FileMinus, "file-pen": FilePen, "file-text": FileText, "file-type": FileType,
  film: Film, frame: Frame, globe: Globe, "grid-3x3": Grid3x3, "image-plus": ImagePlus, images: Images, info: Info,
  layers: Layers, "layout-grid": LayoutGrid, maximize: Maximize, "minimize-2": Minimize2, move: Move,
  paintbrush: Paintbrush, palette: Palette, "pen-tool": PenTool, pencil: Pencil, "qr-code": QrCode,
  "refresh-cw": RefreshCw, replace: Replace, "rotate-cw": RotateCw, scaling: Scaling, "scan-face": ScanFace,
  "scan-text": ScanText, scissors: Scissors, shrink: Shrink, "sliders-horizontal": SlidersHorizontal,
  sparkles: Sparkles, "split-square-horizontal": SplitSquareHorizontal, square: Square, stamp: Stamp, sun: Sun,
  "swatch-book": SwatchBook, tag: Tag, type: Type, users: Users, wand: Wand, wrench: Wrench, zap: Zap,
};

/** The icon that the catalogue names; a picture for names that are not shipped. */
export const iconNamed = (name: string): LucideIcon => ICONS[name] ?? Image;
