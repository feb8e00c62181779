/** What a job does, and to what. */
export function JobTitle({ name, subject }: { name: string; subject?: string | undefined }) {
  return (
    <p className="truncate text-sm" title={subject}>
      <span className="font-medium">{name}</span>
      {subject && (
        <>
          {" · "}
          <bdi>{subject}</bdi>
        </>
      )}
    </p>
  );
}
