import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { useId } from "react";
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
  const id = useId();
  const Icon = iconNamed(tool.icon);
  return (
    <div className="group relative flex items-start gap-3 rounded-card p-3 pe-11 hover:bg-hover">
      <span
        aria-hidden
        className="relative mt-px flex size-5 shrink-0 items-center justify-center text-muted"
      >
        <Icon size={20} strokeWidth={1.75} />
        {dotted && (
          <span
            className="absolute -end-1 -bottom-0.5 size-2 rounded-full"
            style={{ background: category?.color }}
          />
        )}
      </span>
      <div className="min-w-0">
        {/* The link's area is the whole entry, its name that of the tool alone. */}
        <Link
          to="/$toolId"
          params={{ toolId: tool.id }}
          className="block rounded-control font-medium after:absolute after:inset-0 after:rounded-card"
          aria-describedby={detailed ? id : undefined}
        >
          {tool.name}
        </Link>
        {detailed && (
          <p id={id} className="text-sm text-muted">
            {tool.description}
          </p>
        )}
      </div>
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
