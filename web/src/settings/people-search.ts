import type { Person } from "../api/people";
import { fold } from "../tools/search";

/** The people in whose name, address, role or team every typed word occurs. */
export function findPeople(people: Person[], query: string): Person[] {
  const words = fold(query).split(/\s+/);
  return people.filter(({ username, email, role, team }) => {
    const text = fold([username, email, role, team].join(" "));
    return words.every((word) => text.includes(word));
  });
}
