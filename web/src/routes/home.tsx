import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useCatalogue } from "../api/queries";
import { useKeys } from "../app/keys";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { useKeptTools } from "../tools/favourites";
import { ToolList } from "../tools/tool-list";
import { buttonClass } from "../ui/button";
import { iconNamed } from "../ui/icons";
import { DropZone } from "../workspace/drop-zone";
import { step, useActive } from "../workspace/store";

const Stage = lazy(() => import("../workspace/stage").then(({ Stage }) => ({ default: Stage })));
const Strip = lazy(() => import("../workspace/strip").then(({ Strip }) => ({ default: Strip })));
const FileBlock = lazy(() =>
  import("../workspace/file-block").then(({ FileBlock }) => ({ default: FileBlock })),
);
const History = lazy(() => import("../workspace/history").then(({ History }) => ({ default: History })));

const QUICK = ["resize", "compress", "convert", "remove-background", "crop", "rotate"];
const QUICK_MOST = 4;

/** Before an image: where to drop one, and all tools. With an image: the image, and what to do with it. */
export function Home() {
  useTitle("");
  const active = useActive();
  return active ? <WithImage /> : <Empty />;
}

function Empty() {
  return (
    <main className="relative min-h-0 grow overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-6 p-6 max-md:p-4">
        <PageHeading className="text-xl font-semibold">{t("What do you want to do?")}</PageHeading>
        <DropZone className="min-h-56 bg-panel max-md:min-h-40" />
        <ToolList />
      </div>
    </main>
  );
}

function WithImage() {
  const active = useActive();
  const { data } = useCatalogue();
  const { recent } = useKeptTools();
  useKeys({ ArrowLeft: () => step(-1), ArrowRight: () => step(1) });
  const quick = [...new Set([...recent, ...QUICK])]
    .flatMap((id) => data?.tools.find((tool) => tool.id === id) ?? [])
    .slice(0, QUICK_MOST);
  if (!active) return null;
  return (
    <main className="flex min-h-0 grow max-md:flex-col">
      <section
        aria-label={t("Image")}
        className="flex min-h-0 min-w-0 grow flex-col max-md:h-[50dvh] max-md:shrink-0 max-md:grow-0"
      >
        <Suspense fallback={<div className="grow bg-surface" />}>
          <Stage entry={active} display="result" />
          <Strip />
        </Suspense>
      </section>
      <aside
        aria-label={t("Tools")}
        className="relative flex min-h-0 w-80 shrink-0 flex-col overflow-y-auto border-s bg-panel p-4 max-md:w-full max-md:shrink max-md:border-s-0 max-md:border-t"
      >
        <div className="space-y-4">
          <PageHeading className="text-xl font-semibold">{t("What next?")}</PageHeading>
          <nav aria-label={t("Quick actions")} className="grid grid-cols-2 gap-2">
            {quick.map(({ id, name, icon }) => {
              const Icon = iconNamed(icon);
              return (
                <Link
                  key={id}
                  to="/$toolId"
                  params={{ toolId: id }}
                  className={buttonClass("plain", "h-11! justify-start!")}
                >
                  <Icon size={18} className="text-muted" />
                  <span className="truncate">{name}</span>
                </Link>
              );
            })}
          </nav>
          <Suspense fallback={<div className="h-20" />}>
            <FileBlock />
            <History entry={active} />
          </Suspense>
          <ToolList compact />
        </div>
      </aside>
    </main>
  );
}
