import { Plus } from "lucide-react";
import { useState } from "react";
import { type People as PeopleList, type Person, usePeople } from "../api/people";
import { t } from "../i18n";
import { Button } from "../ui/button";
import { Loaded } from "../ui/feedback";
import { SearchField } from "../ui/search-field";
import { AddPerson } from "./add-person";
import { DeletePerson } from "./delete-person";
import { EditPerson } from "./edit-person";
import { Page } from "./page";
import { findPeople } from "./people-search";
import { PeopleTable } from "./people-table";
import { ResetPassword } from "./reset-password";
import { SwitchPerson } from "./switch-person";

/** What somebody is about to do to a person. */
export type Act = { kind: "edit" | "reset" | "switch" | "delete"; person: Person };

/** Everybody with an account. */
export function People() {
  const people = usePeople();
  const [adding, setAdding] = useState(false);
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  const full = people.data && people.data.maxUsers > 0 && people.data.users.length >= people.data.maxUsers;
  return (
    <Page
      title={t("People")}
      lead={people.data && countText(people.data)}
      roomy
      action={
        <Button tone="primary" isDisabled={!people.data || full} onPress={() => setAdding(true)}>
          <Plus size={16} />
          {t("Add person")}
        </Button>
      }
    >
      <Loaded query={people} label={t("Loading people")} rows={6}>
        {({ users }) => <Found people={users} onAct={setAct} />}
      </Loaded>
      {adding && <AddPerson onClose={() => setAdding(false)} />}
      {act?.kind === "edit" && <EditPerson person={act.person} onClose={close} />}
      {act?.kind === "reset" && <ResetPassword person={act.person} onClose={close} />}
      {act?.kind === "switch" && <SwitchPerson person={act.person} onClose={close} />}
      {act?.kind === "delete" && <DeletePerson person={act.person} onClose={close} />}
    </Page>
  );
}

function countText({ users, maxUsers }: PeopleList): string {
  if (!maxUsers) return t("{count, plural, one {# account} other {# accounts}}", { count: users.length });
  return users.length < maxUsers
    ? t("{count} of at most {most} accounts", { count: users.length, most: maxUsers })
    : t("All {most} accounts are taken. Delete somebody, or raise MAX_USERS on the server.", {
        most: maxUsers,
      });
}

function Found({ people, onAct }: { people: Person[]; onAct: (act: Act) => void }) {
  const [query, setQuery] = useState("");
  const found = findPeople(people, query);
  return (
    <div className="space-y-3">
      <div className="md:max-w-80">
        <SearchField label={t("Search people")} value={query} onChange={setQuery} />
      </div>
      {found.length ? (
        <PeopleTable key={query} people={found} onAct={onAct} />
      ) : (
        <p className="py-4 text-sm text-muted">{t("Nobody is called “{query}”.", { query })}</p>
      )}
    </div>
  );
}
