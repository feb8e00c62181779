import { useEffect, useRef, useState } from "react";
import { t } from "../i18n";
import { SearchField } from "../ui/search-field";

const SEARCH_PAUSE_MS = 300;

/** The search field; it asks when the typing rests. */
export function SearchText({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(value);
  // The address was changed by somebody else: Back, or "clear".
  useEffect(() => {
    if (value !== last.current) setTyped(value);
    last.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (text: string) => {
    clearTimeout(timer.current);
    last.current = text;
    onChange(text);
  };
  return (
    <SearchField
      label={t("Search by name")}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => send(text), text ? SEARCH_PAUSE_MS : 0);
      }}
      onEnter={() => send(typed)}
    />
  );
}
