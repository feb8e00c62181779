/** What is lost or otherwise worth knowing about a result, line by line. */
export function Remarks({ texts }: { texts: string[] }) {
  return texts.map((text) => (
    <p key={text} className="flex gap-2 text-xs">
      <span aria-hidden className="mt-1 size-2 shrink-0 rounded-full bg-warn" />
      {text}
    </p>
  ));
}
