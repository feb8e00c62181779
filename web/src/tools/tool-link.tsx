import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import type { Category, Tool } from "../api/types";
import { t } from "../i18n";
import { iconNamed } from "../ui/icons";
import { toggleFavourite, useKeptTools } from "./favourites";

interface ToolLinkProps {
  tool: Tool;
  category: Category | undefined;
  /** With the description below the name. */
  detailed?: boolean;
  /** With a dot in the colour of the category, where the list does not say it. */
  dotted?: boolean;
}

/** A tool as an entry of a list: icon, name, what it does, and a star. */
export function ToolLink({ tool, category, detailed = false, dotted = false }: ToolLinkProps) {
  const Icon = iconNamed(tool.icon);
  return (
    <div className="group relative">
      <Link
        to="/$toolId"
        params={{ toolId: tool.id }}
        className="flex h-full items-start gap-3 rounded-card p-3 pe-11 hover:bg-hover"
        aria-label={tool.name}
        aria-description={tool.description}
      >
        <span className="relative mt-px flex size-5 shrink-0 items-center justify-center text-muted">
          <Icon size={20} strokeWidth={1.75} />
          {dotted && (
            <span
              aria-hidden
              className="absolute -end-1 -bottom-0.5 size-2 rounded-full"
              style={{ background: category?.color }}
            />
          )}
        </span>
        <span className="min-w-0">
          <span className="block font-medium">{tool.name}</span>
          {detailed && <span className="block text-sm text-muted">{tool.description}</span>}
        </span>
      </Link>
      <Favourite tool={tool} className="absolute top-1.5 end-1.5" />
    </div>
  );
}

export function Favourite({ tool, className }: { tool: Tool; className?: string }) {
  const starred = useKeptTools((state) => state.favourites.includes(tool.id));
  return (
    <button
      type="button"
      aria-pressed={starred}
      aria-label={t("Favourite {name}", { name: tool.name })}
      onClick={() => toggleFavourite(tool.id)}
      className={`flex size-8 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text focus-visible:opacity-100 group-hover:opacity-100 touch:opacity-100 ${starred ? "" : "opacity-0"} ${className ?? ""}`}
    >
      <Star size={16} fill={starred ? "currentColor" : "none"} />
    </button>
  );
}
