// Controls that a person fills in: menus, boxes, dates, texts. In a message a
// choice is told at once; in a view it is kept in c.form, and told where the
// block says so.
import { make, textOf } from "./mrkdwn.js";

/** first gives the values that a control shows before anybody touched it. */
export function first(e) {
  const values = [];
  for (const [key, v] of Object.entries(e)) {
    if (!key.startsWith("initial_") || v === null || v === undefined) continue;
    for (const one of Array.isArray(v) ? v : [v]) values.push(String(one?.value ?? one));
  }
  return values;
}

const standing = (b, e, c) => c.form?.get(b, e) ?? first(e);

/** changed takes a choice over, and tells the app where it wants to know. */
function changed(b, e, c, values, node) {
  c.form?.set(b, e, values);
  if (c.form ? b.type !== "input" || b.dispatch_action : values.length) c.click(b, e, values, node);
}

const nameOf = (e) => e.placeholder?.text || e.accessibility_label || "Choose";

/** menu draws a select with groups of options. */
function menu(b, e, c, groups) {
  const node = make("select", "select", null, { "aria-label": nameOf(e) });
  node.append(make("option", "", nameOf(e), { value: "" }));
  for (const g of groups) {
    let into = node;
    if (g.label) {
      into = make("optgroup", "", null, { label: g.label });
      node.append(into);
    }
    into.append(...g.options.map((o) => make("option", "", o.text, { value: o.value })));
  }
  node.value = standing(b, e, c)[0] ?? "";
  node.dataset.first = node.value;
  node.addEventListener("change", () => changed(b, e, c, node.value ? [node.value] : [], node));
  return node;
}

let serial = 0;

/** boxes draws options as a group of boxes to tick, one or several. */
function boxes(b, e, c, options, type) {
  const group = make("div", "choices", null, { role: type === "radio" ? "radiogroup" : "group", "aria-label": nameOf(e) });
  const name = `choice-${++serial}`;
  const now = standing(b, e, c);
  for (const o of options) {
    const label = make("label", "choice");
    const box = make("input", "", null, { type, name, value: o.value });
    box.checked = now.includes(o.value);
    box.addEventListener("change", () => changed(b, e, c, [...group.querySelectorAll("input:checked")].map((i) => i.value), group));
    const says = make("span");
    says.append(o.node ?? o.text);
    if (o.more) {
      const more = make("span", "choice-more");
      more.append(o.more);
      says.append(more);
    }
    label.append(box, says);
    group.append(label);
  }
  return group;
}

/** line draws an input of one line, or a text area. */
function line(b, e, c, type) {
  const node = e.multiline ? make("textarea", "text", null, { rows: "3" }) : make("input", "text", null, { type });
  node.setAttribute("aria-label", e.placeholder?.text || "Text");
  if (e.placeholder?.text) node.placeholder = e.placeholder.text;
  if (e.max_length) node.maxLength = e.max_length;
  for (const key of ["min", "max"]) if (e[`${key}_value`]) node.setAttribute(key, e[`${key}_value`]);
  if (type === "number") node.step = e.is_decimal_allowed ? "any" : "1";
  const kept = standing(b, e, c)[0] ?? "";
  node.value = type === "datetime-local" ? ofSeconds(kept) : kept;
  const read = () => (node.value === "" ? [] : [type === "datetime-local" ? String(Math.floor(new Date(node.value) / 1000)) : node.value]);
  if (["date", "time", "datetime-local"].includes(type)) {
    node.addEventListener("change", () => changed(b, e, c, read(), node));
    return node;
  }
  node.addEventListener("input", () => c.form?.set(b, e, read()));
  node.addEventListener("keydown", (k) => {
    if (k.key !== "Enter" || !b.dispatch_action || e.multiline) return;
    k.preventDefault();
    changed(b, e, c, read(), node);
  });
  return node;
}

const labels = new Map(); // of choices that the app has offered, by value

/** search draws a menu whose choices the app gives while a person types. */
function search(b, e, c) {
  if (e.initial_option) labels.set(e.initial_option.value, e.initial_option.text?.text ?? "");
  const kept = standing(b, e, c)[0] ?? "";
  const node = make("input", "text", null, { type: "text", autocomplete: "off", "aria-label": nameOf(e), placeholder: nameOf(e) });
  node.value = labels.get(kept) ?? kept;
  const list = make("datalist", "", null, { id: `offers-${++serial}` });
  node.setAttribute("list", list.id);
  queueMicrotask(() => node.after(list)); // once it has a place
  let offers = [];
  let last = 0; // time that the app was asked: an older answer says nothing
  const offer = async () => {
    const turn = ++last;
    const answer = await c.offers?.(b, e, node.value);
    if (turn !== last || !answer?.options) return;
    offers = answer.options;
    for (const o of offers) labels.set(o.value, o.text);
    list.replaceChildren(...offers.map((o) => make("option", "", null, { value: o.text })));
    choose();
  };
  const choose = () => {
    const chosen = offers.find((o) => o.text === node.value);
    const values = chosen ? [chosen.value] : node.value === labels.get(kept) && kept ? [kept] : [];
    if (String(values) !== String(standing(b, e, c))) changed(b, e, c, values, node);
    return values.length > 0;
  };
  node.addEventListener("focus", () => list.childElementCount || offer());
  node.addEventListener("input", () => {
    if (!choose()) offer();
  });
  return node;
}

/** ofSeconds writes an instant as an input of date and time wants it. */
function ofSeconds(seconds) {
  if (!seconds) return "";
  const at = new Date(Number(seconds) * 1000);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const plain = (o) => ({ value: o.value ?? "", text: o.text?.text ?? "" });
const whole = (o, c) => ({ value: o.value ?? "", node: textOf(o.text, c.names), more: o.description ? textOf(o.description, c.names) : null });

function groupsOf(e) {
  if (e.option_groups) return e.option_groups.map((g) => ({ label: g.label?.text ?? "", options: (g.options ?? []).map(plain) }));
  return [{ options: (e.options ?? []).map(plain) }];
}

const flat = (groups) => groups.flatMap((g) => g.options);
const people = (c) => [{ options: c.names.people() }];
const rooms = (c) => [{ options: c.names.rooms() }];

/** fields gives the controls by type: (block, element, context) to a node. */
export const fields = {
  static_select: (b, e, c) => menu(b, e, c, groupsOf(e)),
  users_select: (b, e, c) => menu(b, e, c, people(c)),
  channels_select: (b, e, c) => menu(b, e, c, rooms(c)),
  conversations_select: (b, e, c) => menu(b, e, c, rooms(c)),
  external_select: search,
  multi_static_select: (b, e, c) => boxes(b, e, c, flat(groupsOf(e)), "checkbox"),
  multi_users_select: (b, e, c) => boxes(b, e, c, flat(people(c)), "checkbox"),
  multi_channels_select: (b, e, c) => boxes(b, e, c, flat(rooms(c)), "checkbox"),
  multi_conversations_select: (b, e, c) => boxes(b, e, c, flat(rooms(c)), "checkbox"),
  checkboxes: (b, e, c) => boxes(b, e, c, (e.options ?? []).map((o) => whole(o, c)), "checkbox"),
  radio_buttons: (b, e, c) => boxes(b, e, c, (e.options ?? []).map((o) => whole(o, c)), "radio"),
  datepicker: (b, e, c) => line(b, e, c, "date"),
  timepicker: (b, e, c) => line(b, e, c, "time"),
  datetimepicker: (b, e, c) => line(b, e, c, "datetime-local"),
  plain_text_input: (b, e, c) => line(b, e, c, "text"),
  email_text_input: (b, e, c) => line(b, e, c, "email"),
  url_text_input: (b, e, c) => line(b, e, c, "url"),
  number_input: (b, e, c) => line(b, e, c, "number"),
};

/** keyOf names a control within its view. */
export const keyOf = (b, e) => `${b.block_id}/${e.action_id}`;

/** inputBlock draws a block with a label, a control, a hint and what is wrong. */
export function inputBlock(b, c, draw) {
  const id = `${c.form?.id ?? "message"}-${b.block_id}`;
  const e = make("div", "b-input", null, { "data-block": b.block_id });
  const control = draw(b, b.element ?? {}, c);
  const single = /^(INPUT|SELECT|TEXTAREA)$/.test(control.tagName);
  control.id = `${id}-control`;
  const label = make(single ? "label" : "span", "b-label", b.label?.text ?? "", single ? { id: `${id}-label`, for: control.id } : { id: `${id}-label` });
  if (b.optional) label.append(make("span", "b-optional", " (optional)"));
  control.removeAttribute("aria-label");
  control.setAttribute("aria-labelledby", label.id);
  const about = [];
  e.append(label, control);
  if (b.hint?.text) {
    e.append(make("p", "b-hint", b.hint.text, { id: `${id}-hint` }));
    about.push(`${id}-hint`);
  }
  const wrong = c.form?.error(b);
  if (wrong) {
    e.append(make("p", "b-wrong", wrong, { id: `${id}-wrong`, role: "alert" }));
    e.classList.add("wrong");
    if (single) control.setAttribute("aria-invalid", "true");
    about.push(`${id}-wrong`);
  }
  if (about.length) control.setAttribute("aria-describedby", about.join(" "));
  if (single && !b.optional) control.setAttribute("aria-required", "true");
  return e;
}
