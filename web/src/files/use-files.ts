import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type FilePage, fetchFiles, type StoredFile } from "../api/library";
import { requestOf, type Search } from "./search";

// The first page is there soon; whoever scrolls on wants much.
const FIRST_PAGE = "200";
const PAGE = "500";
const LARGEST_PAGE = "1000";

/** The files of a search, page after page. */
export function useFiles(search: Search, enabled = true) {
  const request = requestOf(search);
  const query = useInfiniteQuery({
    queryKey: ["files", request],
    queryFn: ({ pageParam, signal }) =>
      fetchFiles(
        { ...request, ...(pageParam ? { limit: PAGE, after: pageParam } : { limit: FIRST_PAGE }) },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page: FilePage) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    enabled,
  });
  const pages = query.data?.pages;
  const files = useMemo(() => pages?.flatMap((page) => page.files) ?? [], [pages]);
  return { ...query, files, total: pages?.at(-1)?.total ?? 0 };
}

/** Every file of a search, those that were never scrolled to included. */
export async function allFiles(search: Search): Promise<StoredFile[]> {
  const request = requestOf(search);
  const found: StoredFile[] = [];
  for (let after = ""; ; ) {
    const page = await fetchFiles({ ...request, limit: LARGEST_PAGE, ...(after ? { after } : {}) });
    found.push(...page.files);
    if (!page.next) return found;
    after = page.next;
  }
}
