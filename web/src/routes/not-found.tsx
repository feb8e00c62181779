import { useRouterState } from "@tanstack/react-router";
import { useCatalogue } from "../api/queries";
import { PageHeading, useTitle } from "../app/page";
import { t } from "../i18n";
import { nearestTools } from "../tools/search";
import { ToolLink } from "../tools/tool-link";
import { ToolList } from "../tools/tool-list";

/** For addresses that lead nowhere: the nearest tools, and all of them. */
export function NotFound() {
  useTitle(t("Not found"));
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const { data } = useCatalogue();
  return (
    <main className="relative min-h-0 grow overflow-y-auto">
      <div className="mx-auto max-w-5xl space-y-6 p-6">
        <div>
          <PageHeading className="text-xl font-semibold">{t("There is no page at this address")}</PageHeading>
          <p className="text-muted">{t("Did you mean one of these?")}</p>
        </div>
        <div className="-mx-3 grid gap-1 md:grid-cols-3">
          {data &&
            nearestTools(data.tools, pathname.slice(1)).map((tool) => (
              <ToolLink
                key={tool.id}
                tool={tool}
                detailed
                dotted
                category={data.categories.find(({ id }) => id === tool.category)}
              />
            ))}
        </div>
        <ToolList />
      </div>
    </main>
  );
}
