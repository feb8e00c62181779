import { useMutation } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { addTeam, deleteTeam, refreshPeople, renameTeam, type Team, useTeams } from "../api/people";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { ErrorLine, errorText, Loaded } from "../ui/feedback";
import { inputClass, TextField } from "../ui/text-field";
import { Confirm } from "./confirm";
import { cardClass, Page } from "./page";

const LONGEST = 50;
const DEFAULT = "Default";

/** Groups of people; each person is in one. */
export function Teams() {
  const teams = useTeams();
  const [deleting, setDeleting] = useState<Team | null>(null);
  return (
    <Page title={t("Teams")} lead={t("A team says who belongs together. It grants no permissions.")}>
      <div className="space-y-2">
        <NewTeam />
        <Loaded query={teams} label={t("Loading teams")}>
          {(list) => (
            <ul className={cardClass}>
              {list.map((team) => (
                <TeamRow key={team.id} team={team} onDelete={() => setDeleting(team)} />
              ))}
            </ul>
          )}
        </Loaded>
      </div>
      {deleting && <Delete team={deleting} onClose={() => setDeleting(null)} />}
    </Page>
  );
}

function NewTeam() {
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: addTeam,
    onSuccess: () => {
      setName("");
      void refreshPeople();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) add.mutate(name.trim());
  };
  return (
    <form onSubmit={submit} className="flex items-start gap-2">
      <TextField
        label={t("New team")}
        value={name}
        onChange={(text) => {
          setName(text);
          add.reset();
        }}
        maxLength={LONGEST}
        autoComplete="off"
        className="min-w-0 grow"
        error={add.error && errorText(add.error)}
      />
      <Button type="submit" tone="primary" className="mt-6" isDisabled={!name.trim() || add.isPending}>
        {t("Add team")}
      </Button>
    </form>
  );
}

function TeamRow({ team, onDelete }: { team: Team; onDelete: () => void }) {
  const [state, setState] = useState<"still" | "renaming" | "back">("still");
  if (state === "renaming") return <Rename team={team} onClose={() => setState("back")} />;
  return (
    <li className="flex min-h-12 items-center gap-2 py-1.5 ps-4 pe-2">
      <bdi className="min-w-0 grow text-sm font-medium break-words">{team.name}</bdi>
      <span className="shrink-0 text-sm text-muted tabular">
        {t("{count, plural, one {# person} other {# people}}", { count: team.memberCount })}
      </span>
      <IconButton
        label={t("Rename {name}", { name: team.name })}
        // After renaming, the keyboard goes on where it was.
        autoFocus={state === "back"}
        onPress={() => setState("renaming")}
      >
        <Pencil size={16} />
      </IconButton>
      <IconButton label={t("Delete {name}", { name: team.name })} onPress={onDelete}>
        <Trash2 size={16} />
      </IconButton>
    </li>
  );
}

function Rename({ team, onClose }: { team: Team; onClose: () => void }) {
  const [name, setName] = useState(team.name);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const rename = useMutation({
    mutationFn: () => renameTeam(team.id, name.trim()),
    onSuccess: async () => {
      await refreshPeople();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === team.name) onClose();
    else if (name.trim()) rename.mutate();
  };
  return (
    <li className="px-2 py-2">
      <form onSubmit={submit} className="flex items-center gap-2">
        <input
          ref={input}
          aria-label={t("New name of {name}", { name: team.name })}
          value={name}
          maxLength={LONGEST}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && onClose()}
          className={inputClass}
        />
        <Button onPress={onClose}>{t("Cancel")}</Button>
        <Button type="submit" tone="primary" isDisabled={!name.trim() || rename.isPending}>
          {t("Save")}
        </Button>
      </form>
      <ErrorLine error={rename.error} className="px-2 pt-1" />
    </li>
  );
}

function Delete({ team, onClose }: { team: Team; onClose: () => void }) {
  return (
    <Confirm
      title={t("Delete {name}?", { name: team.name })}
      action={t("Delete team")}
      isDisabled={team.memberCount > 0 || team.name === DEFAULT}
      onConfirm={async () => {
        await deleteTeam(team.id);
        await refreshPeople();
      }}
      onClose={onClose}
    >
      <p>
        {team.name === DEFAULT
          ? t("New people join this team, so it cannot be deleted. You can rename it.")
          : team.memberCount > 0
            ? t(
                "{count, plural, one {# person is} other {# people are}} in this team. Give them another one first, under People.",
                { count: team.memberCount },
              )
            : t("Nobody is in this team.")}
      </p>
    </Confirm>
  );
}
