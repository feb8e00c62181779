import { useMutation } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useRef } from "react";
import { loadBranding, useBranding } from "../api/branding";
import { removeLogo, uploadLogo } from "../api/server";
import { Mark } from "../app/mark";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { ErrorLine } from "../ui/feedback";
import { Part } from "./page";

/** The picture that stands for this server; changed at once. */
export function Logo() {
  const logoUrl = useBranding((branding) => branding.logoUrl);
  const input = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: async (file: File | null) => {
      await (file ? uploadLogo(file) : removeLogo());
      await loadBranding();
    },
  });
  return (
    <Part title={t("Logo")}>
      <div className="rounded-card border bg-panel p-4">
        <div className="flex flex-wrap items-center gap-4">
          <span className="flex size-16 shrink-0 items-center justify-center rounded-control border bg-page">
            <Mark className="size-12" />
          </span>
          <p className="min-w-0 flex-1 basis-40 text-sm text-muted">
            {t("PNG, JPEG or SVG, at most 500 KB. A square one looks best.")}
          </p>
          <div className="flex gap-2">
            {logoUrl && (
              <Button isDisabled={change.isPending} onPress={() => change.mutate(null)}>
                {t("Remove logo")}
              </Button>
            )}
            <Button isDisabled={change.isPending} onPress={() => input.current?.click()}>
              <Upload size={16} />
              {logoUrl ? t("Replace logo") : t("Upload logo")}
            </Button>
          </div>
        </div>
        <input
          ref={input}
          type="file"
          aria-label={t("Logo file")}
          accept="image/png,image/jpeg,image/svg+xml"
          className="hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) change.mutate(file);
          }}
        />
        <ErrorLine error={change.error} className="pt-2 empty:hidden" />
      </div>
    </Part>
  );
}
