/** Looks shared by menus and the palette. */
export const popoverClass =
  "min-w-44 overflow-auto rounded-card bg-raised shadow-float entering:fade-in max-h-[60vh]";

export const menuItemClass =
  "flex h-8 cursor-default items-center gap-2 rounded-control px-2 text-sm outline-none select-none touch:h-11 focus:bg-hover selected:font-medium disabled:text-muted disabled:opacity-60";
