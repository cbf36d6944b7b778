// The view of the workspace: sidebar, messages, plays. What is known and sent
// is in workspace.js, how a message looks in blocks.js and mrkdwn.js.
import { attachments, blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { first } from "./fields.js";
import { make, mention, mrkdwn } from "./mrkdwn.js";
import { me } from "./people.js";
import { messageTools, replyBox } from "./threads.js";
import { views } from "./views.js";
import { keep, recall, Workspace } from "./workspace.js";

const byId = (id) => document.getElementById(id);
const work = new Workspace();
const drawn = new Map(); // by ts: {says, node}, for the open channel
const unfolded = new Set(); // ts of messages whose thread is open
let newSince = ""; // the "New" line stands after this ts
let tab = recall("tab", "messages"); // of the conversation with the app: home or messages

const names = {
  get self() {
    return work.self;
  },
  user: (id) => work.users.get(id)?.shown,
  people: () => [...work.users.values()].filter((u) => !u.bot).map((u) => ({ value: u.id, text: u.shown })),
  rooms: () => [...work.channels.values()].filter((c) => !c.direct && !c.archived).map((c) => ({ value: c.id, text: `#${c.name}` })),
  channelLink(id, label) {
    const c = work.channels.get(id);
    if (!c) return mention(`#${label || id}`);
    const b = make("button", "mention", `#${c.name}`, { type: "button" });
    b.addEventListener("click", () => visit(id));
    return b;
  },
};

// --- People -----------------------------------------------------------------

const svg = "http://www.w3.org/2000/svg";

function face(user, size) {
  const e = make("span", `face ${size ?? ""}`, null, { "aria-hidden": "true" });
  if (user?.bot) {
    const mark = document.createElementNS(svg, "svg");
    mark.setAttribute("viewBox", "0 0 36 36");
    for (const [x, y, kind] of [[8, 20, "one"], [15.5, 14, "two"], [23, 8, "three"]]) {
      const bar = document.createElementNS(svg, "rect");
      for (const [k, v] of Object.entries({ x, y, width: 5, height: 28 - y, rx: 2, class: kind })) bar.setAttribute(k, v);
      mark.append(bar);
    }
    e.classList.add("bot");
    e.append(mark);
    return e;
  }
  const name = user?.shown ?? "?";
  e.textContent = name.split(/\s+/).slice(0, 2).map((w) => w[0] ?? "").join("").toUpperCase();
  e.classList.add(`tone-${[...name].reduce((sum, ch) => sum + ch.codePointAt(0), 0) % 6}`);
  return e;
}

// --- Sidebar ----------------------------------------------------------------

function drawSide() {
  byId("title").textContent = work.title;
  const all = [...work.channels.values()].filter((c) => !c.archived);
  fill(byId("channels"), all.filter((c) => !c.direct).sort((a, b) => a.name.localeCompare(b.name)));
  fill(byId("directs"), all.filter((c) => c.direct));
  const others = all.filter((c) => c.id !== work.open).reduce((sum, c) => sum + work.unread(c.id), 0);
  badge(byId("menu-badge"), others);
  const here = work.channels.get(work.open);
  document.title = `${others ? `(${others}) ` : ""}${here ? label(here) : ""} · ${work.title}`;
}

function fill(list, channels) {
  const wanted = channels.map((c) => c.id).join();
  if (list.dataset.ids !== wanted) {
    list.dataset.ids = wanted;
    list.replaceChildren(...channels.map((c) => {
      const li = make("li");
      const b = make("button", "side-item", null, { type: "button", "data-channel": c.id });
      b.append(c.direct ? face(work.users.get(botID()), "tiny") : make("span", "hash", c.private ? "🔒" : "#", { "aria-hidden": "true" }));
      b.append(make("span", "side-name", c.name), make("span", "badge"));
      b.addEventListener("click", () => visit(c.id));
      li.append(b);
      return li;
    }));
  }
  channels.forEach((c, i) => {
    const b = list.children[i].firstElementChild;
    const unread = c.id === work.open ? 0 : work.unread(c.id);
    if (c.id === work.open) b.setAttribute("aria-current", "page");
    else b.removeAttribute("aria-current");
    b.classList.toggle("unread", unread > 0);
    badge(b.lastElementChild, unread);
  });
}

function badge(e, count) {
  e.hidden = count === 0;
  e.replaceChildren(count > 9 ? "9+" : String(count), make("span", "hear", " new"));
}

const botID = () => [...work.users.values()].find((u) => u.bot)?.id;
const label = (c) => (c.direct ? c.name : `#${c.name}`);

function side(open) {
  byId("app").classList.toggle("side-open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  byId("scrim").hidden = !open;
  if (open) byId("side-close").focus();
}

/** visit opens a channel. */
function visit(id) {
  if (byId("app").classList.contains("side-open")) {
    side(false);
    scroll.focus({ preventScroll: true });
  }
  work.go(id);
  newSince = work.unread(id) ? work.read[id] ?? "0" : "";
  drawn.clear();
  byId("list").replaceChildren();
  for (const t of [...byId("toasts").children]) if (t.dataset.channel === id) t.remove();
  drawRoom();
  if (work.channels.get(id)?.direct && tab === "home") visitHome();
}

// --- Messages ---------------------------------------------------------------

const dayOf = (ts) => new Date(Number(ts.split(".")[0]) * 1000);

function dayName(date) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 864e5);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.toLocaleDateString("en", { weekday: "long", day: "numeric", month: "long" });
}

const clock = (date) => date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** drawRoom draws the open channel and scrolls to its end. */
function drawRoom() {
  const c = work.channels.get(work.open);
  if (!c) return;
  byId("place").replaceChildren(make("span", "hash", c.direct ? "" : "#", { "aria-hidden": "true" }), c.name);
  byId("note").textContent = c.direct ? "Between you and the app" : c.name === "alerts" ? "Accounts that need a person now" : "Ask about any account";
  byId("input").placeholder = `Message ${label(c)} or type /`;
  byId("input-label").textContent = `Message ${label(c)}`;
  byId("scroll").setAttribute("aria-label", `Messages in ${label(c)}`);
  drawTab();
  drawList();
  drawWaits();
  const line = byId("list").querySelector(".new-line");
  if (line) toTop(line);
  else toEnd();
  work.markRead(work.open);
  drawSide();
}

/** drawTab shows the app's Home or the messages, of which only the app has both. */
function drawTab() {
  const direct = Boolean(work.channels.get(work.open)?.direct);
  const home = direct && tab === "home";
  byId("tabs").hidden = !direct;
  for (const name of ["home", "messages"]) {
    const on = name === (home ? "home" : "messages");
    byId(`tab-${name}`).setAttribute("aria-selected", String(on));
    byId(`tab-${name}`).tabIndex = on ? 0 : -1;
  }
  byId("home-panel").hidden = !home;
  for (const id of ["scroll", "composer"]) byId(id).hidden = home;
  if (home) byId("below").hidden = true;
}

function openTab(name) {
  tab = name;
  keep("tab", tab);
  drawTab();
  byId(`tab-${name}`).focus();
  if (name === "home") visitHome();
  else toEnd();
}

/** visitHome tells the app that its Home is looked at, and draws what it has. */
async function visitHome() {
  windows.drawHome();
  const answer = await work.openHome();
  byId("home-said").textContent = answer.error ?? "";
}

function drawList() {
  const wanted = [intro()];
  let day = "";
  let marked = !newSince;
  for (const m of work.shown(work.open)) {
    const at = dayOf(m.ts);
    if (at.toDateString() !== day) {
      day = at.toDateString();
      wanted.push(keyed(`day ${day}`, dayName(at), () => make("li", "day", dayName(at))));
    }
    if (!marked && m.ts > newSince && m.user !== work.self) {
      marked = true;
      wanted.push(keyed("new", newSince, () => make("li", "new-line", "New")));
    }
    const replies = work.replies(m);
    wanted.push(keyed(m.ts, JSON.stringify([m, replies, unfolded.has(m.ts)]), () => messageItem(m, replies)));
  }
  place(byId("list"), wanted);
  byId("list").querySelectorAll("[data-act]").forEach((b) => mark(b));
}

/** keyed gives the node drawn before, unless what it says has changed. */
function keyed(key, says, draw) {
  const before = drawn.get(key);
  if (before?.says === says) return before.node;
  const node = draw();
  if (before?.node.contains(document.activeElement)) {
    const held = document.activeElement.dataset.key;
    const same = held ? `[data-key="${CSS.escape(held)}"]` : "";
    queueMicrotask(() => ((same && node.querySelector(same)) || node.querySelector("[tabindex],button,a") || byId("input")).focus({ preventScroll: true }));
  }
  drawn.set(key, { says, node });
  return node;
}

/** place puts nodes into a list without touching those that stay. */
function place(list, wanted) {
  const stays = new Set(wanted);
  for (const n of [...list.children]) if (!stays.has(n)) n.remove();
  let cursor = list.firstChild;
  for (const n of wanted) {
    if (n === cursor) cursor = cursor.nextSibling;
    else list.insertBefore(n, cursor);
  }
}

function intro() {
  const c = work.channels.get(work.open);
  return keyed("intro", c.name, () => {
    const li = make("li", "intro");
    li.append(c.direct ? face(work.users.get(botID()), "large") : make("span", "intro-hash", "#", { "aria-hidden": "true" }));
    li.append(make("h3", "", c.direct ? c.name : `This is #${c.name}`));
    const says = c.direct
      ? "What the app has for you alone arrives here."
      : c.name === "alerts"
        ? "When an account becomes worth a call, engagement says so here, once, with the reason."
        : "Ask engagement about an account: its answers are seen by you alone.";
    li.append(make("p", "", `${says} Everybody and every company here is invented, and nothing leaves this machine.`));
    return li;
  });
}

function messageItem(m, replies) {
  const li = make("li", m.private ? "message private" : "message", null, { "data-ts": m.ts, tabindex: "-1" });
  if (m.private) {
    const only = make("p", "only-you");
    only.append(eye(), "Only visible to you");
    li.append(only);
  }
  li.append(messageBody(m, ""));
  if (replies.length || unfolded.has(m.ts)) li.append(thread(m, replies));
  if (!m.private) li.append(messageTools(m, work, () => answerIn(m)));
  return li;
}

/** answerIn unfolds the thread of a message and goes to the box below it. */
function answerIn(m) {
  unfolded.add(m.ts);
  drawList();
  const box = byId("list").querySelector(`[data-key="reply-${CSS.escape(m.ts)}"]`);
  queueMicrotask(() => box?.focus()); // after the new node has taken the focus over
  box?.scrollIntoView({ block: "nearest" });
}

function replyItem(m) {
  if (!m.private) return messageBody(m, "small");
  const e = make("div", "reply private");
  const only = make("p", "only-you");
  only.append(eye(), "Only visible to you");
  e.append(only, messageBody(m, "small"));
  return e;
}

function eye() {
  const mark = document.createElementNS(svg, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" })) mark.setAttribute(k, v);
  for (const d of ["M1.2 8C3 5 5.3 3.5 8 3.5S13 5 14.8 8C13 11 10.7 12.5 8 12.5S3 11 1.2 8Z", "M8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4Z"]) {
    const line = document.createElementNS(svg, "path");
    line.setAttribute("d", d);
    mark.append(line);
  }
  return mark;
}

function messageBody(m, size) {
  const user = work.users.get(m.user);
  const e = make("article", "message-row", null, { "aria-label": `${user?.shown ?? m.user}, ${clock(dayOf(m.ts))}` });
  const body = make("div", "message-body");
  const top = make("p", "message-top");
  top.append(make("span", "author", user?.shown ?? m.user));
  if (m.app || user?.bot) top.append(make("span", "app-badge", "APP"));
  else if (user?.foreign || user?.guest) top.append(make("span", "app-badge", user.foreign ? "OTHER WORKSPACE" : "GUEST"));
  const at = make("time", "at", clock(dayOf(m.ts)), { datetime: dayOf(m.ts).toISOString() });
  top.append(at);
  if (m.edited) top.append(make("span", "edited", "(edited)"));
  body.append(top, ...content(m));
  if (m.private) {
    const away = make("button", "dismiss", "Dismiss", { type: "button" });
    away.addEventListener("click", () => work.dismiss(m));
    const foot = make("p", "private-foot");
    foot.append(away);
    body.append(foot);
  }
  e.append(face(user, size), body);
  return e;
}

function content(m) {
  const c = {
    names,
    pictures: m.pictures ?? {},
    zoom,
    click: (block, element, values, node) => act(m, block, element, values, node),
  };
  const parts = [];
  if (m.blocks?.length) parts.push(...blocks(m.blocks, c));
  else if (m.text) parts.push(mrkdwn(m.text, names));
  if (m.attachments?.length) parts.push(...attachments(m.attachments, c));
  const files = (m.files ?? []).filter((id) => c.pictures[id]);
  parts.push(...blocks(files.map((id) => ({ type: "image", slack_file: { id }, alt_text: c.pictures[id].name })), c));
  return parts;
}

function thread(m, replies) {
  const open = unfolded.has(m.ts);
  const e = make("div", "thread");
  const count = replies.length === 1 ? "1 reply" : replies.length ? `${replies.length} replies` : "Thread";
  const toggle = make("button", "thread-toggle", null, { type: "button", "aria-expanded": String(open) });
  const who = [...new Set(replies.map((r) => r.user))].slice(0, 3);
  toggle.append(...who.map((id) => face(work.users.get(id), "tiny")), make("span", "thread-count", count));
  toggle.append(make("span", "thread-last", open ? "Hide" : `Last at ${clock(dayOf(replies.at(-1).ts))}`)); // without replies it is open
  toggle.addEventListener("click", () => {
    if (!unfolded.delete(m.ts)) unfolded.add(m.ts);
    drawList();
    const now = byId("list").querySelector(`[data-ts="${CSS.escape(m.ts)}"]`);
    (now.querySelector(".thread-toggle") ?? now).focus({ preventScroll: true });
    const hidden = now.getBoundingClientRect().bottom - scroll.getBoundingClientRect().bottom;
    if (hidden > 0) scroll.scrollTop += hidden + 8;
  });
  e.append(toggle);
  if (open) {
    const list = make("div", "thread-list");
    list.append(...replies.map(replyItem), replyBox(m, work));
    e.append(list);
  }
  return e;
}

// --- Clicks -----------------------------------------------------------------

async function act(m, block, element, values, node) {
  const name = element.text?.text ?? node.selectedOptions?.[0]?.textContent ?? "this";
  if (element.confirm && !element.url && !(await sure(element.confirm))) return;
  if (node.getAttribute("aria-disabled") === "true") return;
  node.dataset.act = `${element.action_id}/${values.join()}`;
  node.dataset.ts = m.ts;
  const done = work.click(m, block, element, values, name);
  if (!element.url) toEndIfNear();
  await done;
}

/** mark shows whether an element waits for the answer to its click. */
function mark(node) {
  const waits = work.waits.some((w) => w.ts === node.dataset.ts && w.action === node.dataset.act && !w.failed && w.channel === work.open);
  node.classList.toggle("pressed", waits);
  if (waits) {
    node.setAttribute("aria-disabled", "true");
    node.setAttribute("aria-busy", "true");
  } else {
    node.removeAttribute("aria-disabled");
    node.removeAttribute("aria-busy");
    if (node.localName === "select") node.value = node.dataset.first ?? "";
  }
}

function sure(confirm) {
  byId("ask-title").textContent = confirm.title?.text ?? "Are you sure?";
  byId("ask-text").textContent = confirm.text?.text ?? "";
  byId("ask-deny").textContent = confirm.deny?.text ?? "Cancel";
  byId("ask-confirm").textContent = confirm.confirm?.text ?? "Yes";
  byId("ask-confirm").className = confirm.style === "danger" ? "btn danger" : "btn primary";
  const ask = byId("ask");
  ask.returnValue = "";
  ask.showModal();
  return new Promise((done) => ask.addEventListener("close", () => done(ask.returnValue === "confirm"), { once: true }));
}

function zoom(src, alt) {
  byId("zoom-img").src = src;
  byId("zoom-img").alt = alt;
  byId("zoom").showModal();
}

function drawWaits() {
  byId("waits").replaceChildren(...work.waits.filter((w) => w.channel === work.open).map((w) => {
    const p = make("p", w.failed ? "wait failed" : "wait");
    if (w.failed) {
      const away = make("button", "dismiss", "Dismiss", { type: "button" });
      away.addEventListener("click", () => work.drop(w));
      p.append(make("span", "", w.failed), away);
    } else {
      p.append(make("span", "dots", null, { "aria-hidden": "true" }), make("span", "", `engagement is looking it up… (${w.label})`));
    }
    return p;
  }));
  byId("list").querySelectorAll("[data-act]").forEach((b) => mark(b));
}

// --- Scrolling --------------------------------------------------------------

const scroll = byId("scroll");
const left = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight; // px below what is shown
const nearEnd = () => left() < 120;

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
  byId("below").hidden = true;
}

/** toTop shows a node at the top, and says that there is more where it is so. */
function toTop(node) {
  scroll.scrollTop += node.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 8;
  more("More below ↓");
}

/** more offers the way to the end, unless that is where we are. */
function more(says) {
  byId("below").textContent = says;
  byId("below").hidden = left() < 24;
}

function toEndIfNear() {
  if (nearEnd()) toEnd();
}

/** reveal brings a new message into view: its top, where it is tall. */
function reveal(m) {
  const node = drawn.get(m.thread && unfolded.has(m.thread) ? m.thread : m.ts)?.node;
  if (!node) return;
  if (node.offsetHeight > scroll.clientHeight - 24) toTop(node);
  else toEnd();
}

// --- Plays ------------------------------------------------------------------

function drawPlays() {
  byId("plays").hidden = work.plays.length === 0;
  byId("app").classList.toggle("no-plays", work.plays.length === 0);
  const wanted = JSON.stringify(work.plays);
  if (byId("play-list").dataset.says === wanted) return;
  byId("play-list").dataset.says = wanted;
  byId("play-list").replaceChildren(...work.plays.map((play) => {
    const li = make("li", "play");
    const b = make("button", "btn play-button", play.label, { type: "button", "data-play": play.id, "aria-describedby": `hint-${play.id}` });
    const said = make("p", "play-said", "", { role: "status" });
    b.addEventListener("click", async () => {
      if (b.getAttribute("aria-disabled") === "true") return;
      b.setAttribute("aria-disabled", "true");
      b.classList.add("pressed");
      said.className = "play-said";
      said.textContent = "Happening…";
      const answer = await work.play(play.id);
      b.removeAttribute("aria-disabled");
      b.classList.remove("pressed");
      said.textContent = answer.error ?? "Done. Watch the channels.";
      said.classList.toggle("failed", Boolean(answer.error));
    });
    li.append(b, make("p", "play-hint", play.hint, { id: `hint-${play.id}` }), said);
    return li;
  }));
}

function toast(m) {
  const c = work.channels.get(m.channel);
  for (const t of [...byId("toasts").children]) if (t.dataset.channel === c.id) t.remove();
  const b = make("button", "toast", null, { type: "button", "data-channel": c.id });
  b.append(face(work.users.get(m.user), "small"));
  const text = make("span", "toast-text");
  text.append(make("strong", "", `New in ${label(c)}`), make("span", "toast-says", m.text));
  b.append(text, make("span", "toast-go", "Show"));
  b.addEventListener("click", () => visit(c.id));
  byId("toasts").append(b);
}

const announce = (text) => (byId("announce").textContent = text);

// --- What happens -----------------------------------------------------------

const windows = views(work, { context: () => ({ names, zoom }), sure, first });
work.addEventListener("views", windows.drawModal);
work.addEventListener("home", windows.drawHome);
for (const name of ["home", "messages"]) byId(`tab-${name}`).addEventListener("click", () => openTab(name));
byId("tabs").addEventListener("keydown", (e) => {
  if (e.key === "ArrowLeft" || e.key === "ArrowRight") openTab(tab === "home" ? "messages" : "home");
});

work.addEventListener("load", () => {
  byId("me").replaceChildren(...me(work, face));
  byId("me").dataset.self = work.self;
  windows.drawModal();
  if (work.channels.get(work.open)?.direct && tab === "home") visitHome();
  drawn.clear();
  if (!newSince && work.unread(work.open) && work.read[work.open]) newSince = work.read[work.open];
  byId("list").replaceChildren();
  drawPlays();
  drawRoom();
});

work.addEventListener("change", ({ detail: { channel, message: m, fresh } }) => {
  if (channel === work.open) {
    const near = nearEnd();
    const follow = near || m?.private || m?.user === work.self;
    drawList();
    if (fresh && !m.thread) {
      if (follow) reveal(m);
      else more("New messages ↓");
      if (document.hasFocus()) work.markRead(channel);
    } else if (near) toEnd(); // what was changed may have grown
  } else if (fresh && m.user !== work.self && !m.thread) toast(m);
  if (fresh && m.user !== work.self) {
    const where = channel === work.open ? "" : ` in ${label(work.channels.get(channel))}`;
    announce(`${names.user(m.user) ?? "Somebody"}${where}: ${m.text}`);
  }
  drawSide();
});

work.addEventListener("wait", ({ detail }) => {
  if (detail.channel !== work.open) return;
  const follow = nearEnd();
  drawWaits();
  if (follow) toEnd();
});

work.addEventListener("online", ({ detail: online }) => {
  byId("offline").textContent = online ? "" : "Connecting again…";
});

addEventListener("focus", () => {
  work.markRead(work.open);
});
scroll.addEventListener("scroll", () => {
  if (left() < 24) byId("below").hidden = true;
});
byId("below").addEventListener("click", toEnd);
byId("menu").addEventListener("click", () => side(true));
byId("side-close").addEventListener("click", () => {
  side(false);
  byId("menu").focus();
});
byId("scrim").addEventListener("click", () => side(false));
byId("zoom").addEventListener("click", (e) => e.target === byId("zoom") && byId("zoom").close());
addEventListener("keydown", (e) => {
  if (e.key === "Escape" && byId("app").classList.contains("side-open")) {
    side(false);
    byId("menu").focus();
  }
});
composer(work, toEnd);
if (matchMedia("(hover: hover)").matches) byId("input").focus(); // a finger would bring up the keyboard
work.connect();
