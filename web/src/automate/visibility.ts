import type { Visibility } from "../api/presets";
import { useCan, useUser } from "../api/session";
import { t } from "../i18n";
import type { Option } from "../ui/select";

export const visibilityLabel = (visibility: Visibility): string =>
  ({ own: t("Only I"), team: t("My team"), all: t("Everybody") })[visibility];

/** Whom one may show something to; nobody but oneself where sign-in is off. */
export function useVisibilities(present: Visibility): Option[] {
  const user = useUser();
  const can = useCan();
  const all: Visibility[] = ["own", "team", "all"];
  return all
    .filter((one) => one === "own" || one === present || (user && (one === "team" || can("pipelines:all"))))
    .map((id) => ({ id, label: visibilityLabel(id) }));
}
