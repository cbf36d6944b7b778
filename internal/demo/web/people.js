// Whose eyes the page looks through.
import { make } from "./mrkdwn.js";

/** me gives the line that says who this is, with a way to be somebody else. */
export function me(work, face) {
  const self = work.users.get(work.self);
  const name = (id) => work.users.get(id)?.shown ?? id;
  if (work.people.length < 2) return [face(self, "small"), make("span", "", `You are ${self?.shown ?? "nobody"}`)];
  const label = make("label", "me");
  const select = make("select", "me-select", null, { id: "as" });
  select.append(...work.people.map((p) => make("option", "", p.role ? `${name(p.id)} · ${p.role}` : name(p.id), { value: p.id })));
  select.value = work.self;
  select.addEventListener("change", () => work.become(select.value));
  label.append(make("span", "me-are", "You are"), select);
  return [face(self, "small"), label];
}
