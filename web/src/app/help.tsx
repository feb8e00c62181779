import { useVersion } from "../api/queries";
import { t } from "../i18n";
import { Dialog } from "../ui/dialog";
import { keyLabel } from "./keys";

const groups = (): { title: string; keys: [string, string][] }[] => [
  {
    title: t("Everywhere"),
    keys: [
      ["Mod+K", t("Search tools and commands")],
      ["Mod+/", t("All tools")],
      ["Mod+O", t("Add images")],
      ["Mod+V", t("Paste an image")],
      ["Mod+Alt+1…4", t("Resize, crop, compress, convert")],
      ["Shift+Mod+D", t("Light or dark")],
      ["?", t("This list")],
    ],
  },
  {
    title: t("With an image"),
    keys: [
      ["Mod+Enter", t("Run the tool")],
      ["Esc", t("Cancel a run")],
      ["Mod+S", t("Download the result")],
      ["Mod+Z", t("Back to the step before")],
      ["Shift+Mod+Z", t("Forward again")],
      ["← →", t("Previous or next image")],
      ["Delete", t("Remove the image")],
    ],
  },
  {
    title: t("Looking"),
    keys: [
      ["+ −", t("Zoom")],
      ["0", t("Fit")],
      ["1", t("True pixels, 100 %")],
      ["\\", t("Hold to see the original")],
    ],
  },
  {
    title: t("In Files"),
    keys: [
      [t("Space"), t("Look closer; ← → go on")],
      ["Shift+← ↑ → ↓", t("Choose several")],
      ["Mod+A", t("Choose all")],
      ["Delete", t("Delete what is chosen")],
      ["I", t("Details")],
      ["/", t("Search by name")],
    ],
  },
  {
    title: t("In Automate"),
    keys: [
      ["/", t("Add a step")],
      ["Alt+↑ ↓", t("Move the step")],
      ["Delete", t("Take the step out")],
      ["Mod+Enter", t("Run the pipeline")],
      ["Mod+S", t("Save the pipeline")],
    ],
  },
  {
    title: t("Cropping"),
    keys: [
      ["← ↑ → ↓", t("Move by a pixel, with Shift by ten")],
      ["Alt+← ↑ → ↓", t("Resize")],
      ["X", t("Swap width and height")],
      ["1…8", t("Aspect presets")],
    ],
  },
];

/** The list of keys, the version, and where to read more. */
export function Help({ onClose }: { onClose: () => void }) {
  const version = useVersion();
  return (
    <Dialog title={t("Help and keys")} isOpen onOpenChange={onClose} className="max-w-2xl!">
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-2">
        {groups().map(({ title, keys }) => (
          <section key={title}>
            <h3 className="pb-1 text-sm text-muted">{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div
                  key={key}
                  className="flex min-h-7 items-center justify-between gap-4 border-b py-1 text-sm"
                >
                  <dd>{does}</dd>
                  <dt>
                    <kbd className="font-sans whitespace-nowrap text-muted">{keyLabel(key)}</kbd>
                  </dt>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="pt-5 text-sm text-muted">
        {version.data && t("ashim {version}", { version: version.data.version })}
        {" · "}
        <a href="/api/docs/" className="underline underline-offset-2">
          {t("API reference")}
        </a>
      </p>
    </Dialog>
  );
}
