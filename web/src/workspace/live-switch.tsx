import { Zap, ZapOff } from "lucide-react";
import { t } from "../i18n";
import { IconButton } from "../ui/button";
import { useViewerPreferences } from "../viewer/preferences";

/** Turns the server's live preview on and off, here and for the next visits. */
export function LiveSwitch({ pending }: { pending: boolean }) {
  const live = useViewerPreferences((state) => state.live);
  return (
    <>
      {pending && (
        <span
          role="img"
          aria-label={t("The preview is being made")}
          className="size-2 rounded-full bg-accent skeleton"
        />
      )}
      <IconButton
        label={live ? t("Switch the live preview off") : t("Switch the live preview on")}
        onPress={() => useViewerPreferences.setState({ live: !live })}
      >
        {live ? <Zap size={16} /> : <ZapOff size={16} />}
      </IconButton>
    </>
  );
}
