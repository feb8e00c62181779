import { t } from "../i18n";
import { Button } from "../ui/button";
import { Secret } from "../ui/copy";
import { Dialog } from "../ui/dialog";

interface GivenPasswordProps {
  title: string;
  username: string;
  password: string;
  onClose: () => void;
}

/** A password that somebody else is to get; it is shown this once. */
export function GivenPassword({ title, username, password, onClose }: GivenPasswordProps) {
  return (
    <Dialog title={title} isOpen dismissable={false} onOpenChange={onClose}>
      <p className="pb-3">
        {t(
          "Pass this password on to {name}. It is not shown again, and has to be changed at the first sign-in.",
          {
            name: username,
          },
        )}
      </p>
      <Secret label={t("Password of {name}", { name: username })} text={password} />
      <div className="flex justify-end pt-5">
        <Button tone="primary" onPress={onClose}>
          {t("Done")}
        </Button>
      </div>
    </Dialog>
  );
}
