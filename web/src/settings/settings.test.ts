import { describe, expect, it } from "vitest";
import type { Person } from "../api/people";
import type { AuditEntry } from "../api/server";
import { dayOf, endOfDay, startOfDay } from "../i18n/days";
import { actionLabel, targetOf } from "./audit-words";
import { deviceOf } from "./device";
import { disabledIn, withTools } from "./disabled-tools";
import { CUSTOM, expiryOf, NEVER } from "./expiry";
import { findPeople } from "./people-search";
import { groupsOf, permissionGroups } from "./permissions";
import { changesOf } from "./settings-draft";

describe("the end of a key", () => {
  const now = Date.parse("2026-11-22T20:00:00Z");

  it("is none, a number of days ahead, or the last moment of a chosen day", () => {
    expect(expiryOf(NEVER, "", now)).toBeUndefined();
    expect(expiryOf("30", "", now)).toBe("2026-12-22T20:00:00.000Z");
    const end = new Date(expiryOf(CUSTOM, "2027-01-31") ?? "");
    expect([end.getFullYear(), end.getMonth(), end.getDate()]).toEqual([2027, 0, 31]);
    expect([end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([23, 59, 59]);
  });

  it("takes a local day whole", () => {
    const day = dayOf(now);
    const [start, end] = [startOfDay(day), endOfDay(day)].map((moment) => Date.parse(moment ?? ""));
    expect((end ?? 0) - (start ?? 0)).toBe(86_400_000 - 1);
    expect(startOfDay("")).toBeUndefined();
  });
});

describe("tools that are switched off", () => {
  it("are read from the setting, whatever stands there", () => {
    expect(disabledIn({ disabledTools: '["crop","resize"]' })).toEqual(["crop", "resize"]);
    expect(disabledIn({})).toEqual([]);
    expect(disabledIn({ disabledTools: "crop" })).toEqual([]);
    expect(disabledIn({ disabledTools: '{"crop":1}' })).toEqual([]);
  });

  it("keep those that nobody touched", () => {
    expect(JSON.parse(withTools(["future-tool", "crop"], ["crop"], true))).toEqual(["future-tool"]);
    expect(JSON.parse(withTools(["crop"], ["crop", "resize"], false))).toEqual(["crop", "resize"]);
  });
});

describe("a draft of settings", () => {
  it("sends what differs, and nothing else", () => {
    const settings = { appName: "Studio", loginAttemptLimit: "20" };
    expect(changesOf(settings, {})).toEqual({});
    expect(changesOf(settings, { appName: "Studio", fileUploadLimitMb: "" })).toEqual({});
    expect(changesOf(settings, { loginAttemptLimit: "" })).toEqual({ loginAttemptLimit: "" });
  });
});

describe("permissions in groups", () => {
  it("are those that exist, the ones without words at the end", () => {
    const groups = groupsOf(["tools:use", "files:all", "moon:land"]);
    expect(groups.map(({ permissions }) => permissions.map(({ id }) => id))).toEqual([
      ["tools:use"],
      ["files:all"],
      ["moon:land"],
    ]);
  });

  it("have words of their own each", () => {
    const labels = permissionGroups().flatMap(({ permissions }) => permissions.map(({ label }) => label));
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe("the audit log in words", () => {
  const entry: AuditEntry = {
    id: "1",
    actorId: "1",
    actorUsername: "admin",
    action: "USER_CREATED",
    targetType: "user",
    targetId: "2",
    details: { newUsername: "tom", role: "user" },
    ipAddress: null,
    createdAt: "2026-11-22T20:00:00Z",
  };

  it("names actions, also those that it has never heard of", () => {
    expect(actionLabel("LOGIN_FAILED")).toBe("Sign-in failed");
    expect(actionLabel("SPACE_SHIP_LAUNCHED")).toBe("Space ship launched");
  });

  it("says whom it was about, but not twice", () => {
    expect(targetOf(entry)).toBe("tom");
    expect(targetOf({ ...entry, targetName: "tommy" })).toBe("tommy");
    expect(targetOf({ ...entry, details: { username: "admin" } })).toBe("");
    expect(targetOf({ ...entry, details: { changes: { appName: "x", startupCleanup: "true" } } })).toBe(
      "appName and startupCleanup",
    );
    expect(targetOf({ ...entry, details: null })).toBe("");
  });
});

describe("finding people", () => {
  const person = (username: string, rest: Partial<Person> = {}): Person => ({
    id: username,
    username,
    role: "user",
    team: "Default",
    createdAt: "2026-11-22T20:00:00Z",
    authProvider: "local",
    email: null,
    hasLocalPassword: true,
    hasOidcLink: false,
    disabled: false,
    ...rest,
  });
  const people = [
    person("zoë", { team: "Print" }),
    person("tom", { email: "tom@example.org", role: "editor" }),
  ];

  it("looks into name, address, role and team, without minding accents and case", () => {
    expect(findPeople(people, "ZOE print")).toHaveLength(1);
    expect(findPeople(people, "example.org editor")).toHaveLength(1);
    expect(findPeople(people, "tom print")).toHaveLength(0);
    expect(findPeople(people, "  ")).toHaveLength(2);
  });
});

describe("the device behind a session", () => {
  it("is what people call it", () => {
    const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
    expect(deviceOf(`Mozilla/5.0 (X11; Linux x86_64) ${chrome}`)).toBe("Chrome on Linux");
    expect(deviceOf(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/130.0.0.0`)).toBe(
      "Edge on Windows",
    );
    expect(deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1")).toBe(
      "Safari on iOS",
    );
    expect(
      deviceOf("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0"),
    ).toBe("Firefox on macOS");
    expect(deviceOf("curl/8.5.0")).toBe("curl");
    expect(deviceOf(null)).toBe("Unknown device");
  });
});
