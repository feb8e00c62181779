import { Component, type ReactNode } from "react";
import { t } from "../i18n";
import { Button } from "../ui/button";

const RELOADED = "ashim-reloaded";

/** Catches the errors of one part of the page, so that the rest stays usable. */
export class Failure extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidCatch(error: Error): void {
    // A part of an older build is gone after an update of the server: one reload gets the new ones.
    if (
      /dynamically imported module|module script/i.test(error.message) &&
      !sessionStorage.getItem(RELOADED)
    ) {
      sessionStorage.setItem(RELOADED, "1");
      location.reload();
    }
  }

  override render(): ReactNode {
    const { error } = this.state as { error: Error | null };
    if (!error) return this.props.children;
    return (
      <main className="flex grow flex-col items-center justify-center gap-3 p-6 text-center">
        <h1 className="text-xl font-semibold">{t("This part of the page failed")}</h1>
        <p className="max-w-lg text-muted">{error.message}</p>
        <Button onPress={() => location.reload()}>{t("Reload")}</Button>
      </main>
    );
  }
}
