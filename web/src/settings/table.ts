/** The head of a table on a card. */
export const headClass = "h-9 px-2 text-start text-xs font-medium text-muted first:ps-4";
