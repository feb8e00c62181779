import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { cx } from "./classes";

type Tone = "primary" | "plain" | "quiet" | "danger";

const TONES: Record<Tone, string> = {
  primary: "bg-accent text-on-accent font-medium hover:brightness-110 pressed:brightness-95",
  plain: "border border-hairline bg-panel hover:bg-hover pressed:bg-pressed",
  quiet: "hover:bg-hover pressed:bg-pressed",
  danger: "border border-hairline text-danger hover:bg-hover pressed:bg-pressed",
};

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control select-none transition-[filter,background-color] duration-100 disabled:opacity-50";

export const buttonClass = (tone: Tone = "plain", extra?: string): string =>
  cx(BASE, "h-8 px-3 text-sm touch:h-11", TONES[tone], extra);

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}

export function Button({ tone = "plain", className, ...props }: ButtonProps) {
  return <AriaButton {...props} className={buttonClass(tone, className)} />;
}

interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  label: string;
  /** The key that does the same, shown in the tooltip. */
  keys?: string;
  className?: string;
  children: ReactNode;
}

/** A button that shows an icon alone; its name is its tooltip too. */
export function IconButton({ label, keys, className, ...props }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className={iconButtonClass(className)} />
      <Hint>
        {label}
        {keys && <kbd className="ms-2 font-sans text-muted">{keys}</kbd>}
      </Hint>
    </TooltipTrigger>
  );
}

export const iconButtonClass = (extra?: string): string =>
  cx(BASE, TONES.quiet, "size-8 text-muted hover:text-text touch:size-11", extra);

/** A line of explanation that floats beside a control. */
export function Hint({ children }: { children: ReactNode }) {
  return (
    <Tooltip
      offset={6}
      className="z-50 max-w-64 rounded-control bg-raised px-2 py-1 text-xs text-text shadow-float entering:fade-in"
    >
      {children}
    </Tooltip>
  );
}
