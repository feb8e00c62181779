import { ChevronDown } from "lucide-react";
import type { StoredFile } from "../api/library";
import { t } from "../i18n";
import { ToolMenu } from "../tools/tool-menu";
import { buttonClass } from "../ui/button";
import { openStored } from "./load-stored";

interface OpenInProps {
  /** The files, or how to get them. */
  files: readonly StoredFile[] | (() => Promise<readonly StoredFile[]>);
  tone?: "primary" | "plain";
  className?: string;
}

/** Loads stored files into the workspace and opens a tool with them. */
export function OpenIn({ files, tone = "plain", className }: OpenInProps) {
  return (
    <ToolMenu
      label={t("Open in a tool")}
      className={buttonClass(tone, className)}
      load={async () => openStored(typeof files === "function" ? await files() : files)}
    >
      {(busy) => (
        <>
          {busy ? t("Opening") : t("Open in")}
          <ChevronDown size={16} />
        </>
      )}
    </ToolMenu>
  );
}
