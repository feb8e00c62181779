import { ChevronRight, Lock, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { deleteRole, type Role, refreshPeople, useRoles } from "../api/people";
import { t } from "../i18n";
import { Badge } from "../ui/badge";
import { Button, IconButton } from "../ui/button";
import { Loaded } from "../ui/feedback";
import { Confirm } from "./confirm";
import { Page } from "./page";
import { groupsOf } from "./permissions";
import { RoleDialog } from "./role-dialog";

/** What people may do: the built-in roles, and those made here. */
export function Roles() {
  const roles = useRoles();
  const [editing, setEditing] = useState<Role | "new" | null>(null);
  const [deleting, setDeleting] = useState<Role | null>(null);
  const all = roles.data?.find(({ name }) => name === "admin")?.permissions ?? [];
  return (
    <Page
      title={t("Roles")}
      lead={t("A role is a set of permissions. Each person has one.")}
      action={
        <Button tone="primary" isDisabled={!roles.data} onPress={() => setEditing("new")}>
          <Plus size={16} />
          {t("New role")}
        </Button>
      }
    >
      <Loaded query={roles} label={t("Loading roles")} rows={4}>
        {(list) => (
          <ul className="space-y-3">
            {list.map((role) => (
              <RoleCard
                key={role.id}
                role={role}
                isEverything={all.length === role.permissions.length}
                onEdit={() => setEditing(role)}
                onDelete={() => setDeleting(role)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      {editing && (
        <RoleDialog role={editing === "new" ? null : editing} all={all} onClose={() => setEditing(null)} />
      )}
      {deleting && (
        <Confirm
          title={t("Delete the role {name}?", { name: deleting.name })}
          action={t("Delete role")}
          onConfirm={async () => {
            await deleteRole(deleting.id);
            await refreshPeople();
          }}
          onClose={() => setDeleting(null)}
        >
          <p>
            {t(
              "{count, plural, =0 {Nobody has it.} one {# person has it and becomes an ordinary user.} other {# people have it and become ordinary users.}}",
              { count: deleting.userCount },
            )}
          </p>
        </Confirm>
      )}
    </Page>
  );
}

interface RoleCardProps {
  role: Role;
  isEverything: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

function RoleCard({ role, isEverything, onEdit, onDelete }: RoleCardProps) {
  const { name, description, permissions, isBuiltin, userCount } = role;
  return (
    <li className="rounded-card border bg-panel">
      <div className="flex items-start gap-2 p-4 pb-3">
        <div className="min-w-0 grow">
          <h2 className="flex flex-wrap items-center gap-2">
            <bdi className="font-medium break-words">{name}</bdi>
            {isBuiltin && (
              <Badge>
                <Lock size={12} aria-hidden className="me-1" />
                {t("Built in")}
              </Badge>
            )}
          </h2>
          <p className="text-sm break-words text-muted">{description}</p>
        </div>
        {!isBuiltin && (
          <div className="-me-2 -mt-1.5 flex">
            <IconButton label={t("Edit {name}", { name })} onPress={onEdit}>
              <Pencil size={16} />
            </IconButton>
            <IconButton label={t("Delete {name}", { name })} onPress={onDelete}>
              <Trash2 size={16} />
            </IconButton>
          </div>
        )}
      </div>
      <details className="group border-t text-sm">
        <summary className="flex h-10 items-center gap-2 rounded-b-card px-4 text-muted hover:text-text">
          <ChevronRight
            size={14}
            aria-hidden
            className="shrink-0 group-open:rotate-90 rtl:not-group-open:-scale-x-100"
          />
          <span className="grow tabular">
            {isEverything
              ? t("All permissions")
              : t("{count, plural, one {# permission} other {# permissions}}", {
                  count: permissions.length,
                })}
          </span>
          <span className="tabular">
            {t("{count, plural, one {# person} other {# people}}", { count: userCount })}
          </span>
        </summary>
        <dl className="space-y-2 px-4 pb-4">
          {groupsOf(permissions).map((group) => (
            <div key={group.title}>
              <dt className="text-xs text-muted">{group.title}</dt>
              {group.permissions.map(({ id, label }) => (
                <dd key={id} className="flex flex-wrap items-baseline justify-between gap-x-3">
                  {label}
                  <code className="font-mono text-xs text-muted">{id}</code>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
