import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { t } from "../i18n";
import { Button } from "./button";

const SHOWN_MS = 2000;

interface CopyButtonProps {
  text: string;
  /** What shows the text, to be selected where browsers give no clipboard. */
  shown?: () => HTMLElement | null;
  tone?: "plain" | "primary";
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, shown, tone = "plain" }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      tone={tone}
      className="w-24"
      onPress={() => void copyText(text, shown?.() ?? null).then(setCopied)}
    >
      {copied ? <Check size={16} className={tone === "plain" ? "text-ok" : ""} /> : <Copy size={16} />}
      <span aria-live="polite">{copied ? t("Copied") : t("Copy")}</span>
    </Button>
  );
}

/** A text that is shown once: selectable as a whole, with a button that copies it. */
export function Secret({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLOutputElement>(null);
  return (
    <div className="flex items-start gap-2">
      <output
        ref={field}
        aria-label={label}
        className="min-w-0 grow rounded-control bg-surface px-2 py-1.5 font-mono text-sm break-all select-all"
      >
        {text}
      </output>
      <CopyButton text={text} shown={() => field.current} />
    </div>
  );
}

/** Copies a text; on plain http, where browsers give no clipboard, by selecting `element`, which shows it. */
async function copyText(text: string, element: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (!element) return false;
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}
