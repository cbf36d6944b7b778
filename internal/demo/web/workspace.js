// What the page knows: people, channels, messages, what is read, and what is
// waited for. It speaks to the server and tells the view what changed.

/** minutes without an answer after which waiting is a failure, in ms. */
const patience = 10_000;

/** who this browser is; empty is whom the demo is made for. */
const as = (() => {
  try {
    return sessionStorage.getItem("engagement.as") ?? "";
  } catch {
    return ""; // without storage there is only one
  }
})();
const at = (path) => (as ? `${path}?as=${encodeURIComponent(as)}` : path);

export class Workspace extends EventTarget {
  constructor() {
    super();
    this.users = new Map();
    this.channels = new Map();
    this.messages = new Map(); // by channel: Map of ts to message
    this.plays = [];
    this.people = []; // whom the browser may be
    this.shortcuts = []; // of the app
    this.views = []; // open modals, the visible one last
    this.home = null; // the app's Home tab
    this.read = recall("read", {}); // by channel: ts of the newest message seen
    this.dismissed = new Set(recall("dismissed", []));
    this.waits = []; // {channel, ts, label, failed, timer}
    this.open = "";
    this.loaded = false;
  }

  /** connect follows the server; it comes back by itself after a break. */
  connect() {
    const events = new EventSource(at("/api/events"));
    events.addEventListener("state", (e) => this.#load(JSON.parse(e.data)));
    events.addEventListener("change", (e) => this.#change(JSON.parse(e.data)));
    events.addEventListener("open", () => this.#tell("online", true));
    events.addEventListener("error", () => {
      this.#tell("online", false);
      // A break is mended by the browser, a refusal is not: the demo is starting again.
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.#again(), 1000);
    });
  }

  /** again connects once more; who is nobody any more becomes the first again. */
  async #again() {
    const state = as ? await fetch(at("/api/state"), { cache: "no-store" }).catch(() => null) : null;
    if (state?.status === 403) this.become("");
    else this.connect();
  }

  /** become opens the page again as somebody else. */
  become(id) {
    sessionStorage.setItem("engagement.as", id);
    location.reload();
  }

  appName() {
    return [...this.users.values()].find((u) => u.bot)?.name ?? "app";
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #load(state) {
    Object.assign(this, { title: state.title, self: state.self, command: state.command, plays: state.plays, people: state.people, shortcuts: state.shortcuts, views: state.views, home: state.home });
    this.users = new Map(state.users.map((u) => [u.id, u]));
    this.channels = new Map(state.channels.map((c) => [c.id, c]));
    this.messages = new Map(state.channels.map((c) => [c.id, new Map()]));
    for (const m of state.messages) this.messages.get(m.channel)?.set(m.ts, m);
    if (!this.loaded) {
      const wanted = [recall("open", ""), state.open, state.channels[0]?.id];
      this.open = wanted.find((id) => this.channels.has(id)) ?? "";
      this.loaded = true;
    }
    this.#tell("load");
  }

  #change(change) {
    if (change.kind === "views" || change.kind === "home") {
      const opened = (change.views ?? []).length > this.views.length;
      if (change.kind === "views") this.views = change.views ?? [];
      else this.home = change.home;
      // A window that opens answers whatever was asked first.
      const asked = opened ? this.waits.find((w) => w.label && !w.failed) : undefined;
      if (asked) this.drop(asked);
      this.#tell(change.kind);
      return;
    }
    const list = this.messages.get(change.channel) ?? new Map();
    if (change.kind === "deleted") {
      list.delete(change.ts);
      this.#settle(change.channel, change.ts, true);
      this.#tell("change", { channel: change.channel });
      return;
    }
    const m = change.message;
    const fresh = !list.has(m.ts);
    this.channels.set(change.channel, change.place);
    this.messages.set(change.channel, list);
    list.set(m.ts, m);
    if (m.app) this.#settle(m.channel, m.ts, !fresh);
    this.#tell("change", { channel: m.channel, message: m, fresh });
  }

  /** shown gives the messages of a channel that stand in it, oldest first. */
  shown(channel) {
    const all = [...(this.messages.get(channel)?.values() ?? [])].filter((m) => !this.dismissed.has(m.ts));
    return all.filter((m) => !m.thread || m.broadcast || !this.messages.get(channel).has(m.thread)).sort(byTS);
  }

  /** replies gives what was answered in a message's thread, oldest first. */
  replies(m) {
    const all = [...(this.messages.get(m.channel)?.values() ?? [])];
    return all.filter((r) => r.thread === m.ts && !this.dismissed.has(r.ts)).sort(byTS);
  }

  /** unread gives the number of messages of others not seen yet. */
  unread(channel) {
    const seen = this.read[channel] ?? "";
    return this.shown(channel).filter((m) => m.ts > seen && m.user !== this.self).length;
  }

  /** markRead notes that everything in a channel was seen. */
  markRead(channel) {
    const newest = this.shown(channel).at(-1)?.ts;
    if (!newest || newest <= (this.read[channel] ?? "")) return;
    this.read[channel] = newest;
    keep("read", this.read);
  }

  go(channel) {
    this.open = channel;
    keep("open", channel);
  }

  dismiss(m) {
    this.dismissed.add(m.ts);
    keep("dismissed", [...this.dismissed]);
    this.#tell("change", { channel: m.channel });
  }

  /** wait notes that an answer is due in a channel; a click names its message. */
  wait(channel, label, ts, action) {
    this.waits = this.waits.filter((w) => !(w.failed && w.channel === channel));
    const wait = { channel, ts, label, action, failed: "" };
    wait.timer = setTimeout(() => this.fail(wait, `engagement did not answer “${label}” within 10 seconds. Try again.`), patience);
    this.waits.push(wait);
    this.#tell("wait", { channel, ts });
    return wait;
  }

  fail(wait, words) {
    if (!this.waits.includes(wait)) return;
    clearTimeout(wait.timer);
    wait.failed = words;
    this.#tell("wait", { channel: wait.channel, ts: wait.ts });
  }

  /** complain shows a failure that nothing was waited for. */
  complain(channel, words) {
    this.waits = this.waits.filter((w) => !(w.failed && w.channel === channel));
    this.waits.push({ channel, label: "", failed: words });
    this.#tell("wait", { channel });
  }

  drop(wait) {
    clearTimeout(wait.timer);
    this.waits = this.waits.filter((w) => w !== wait);
    this.#tell("wait", { channel: wait.channel, ts: wait.ts });
  }

  /** settle ends the wait that a message of the app answers: an edit answers a
   * click on it, a new message whatever was asked first in its channel. */
  #settle(channel, ts, edited) {
    const here = this.waits.filter((w) => w.channel === channel && w.label);
    const answered = here.find((w) => w.ts === ts) ?? (edited ? undefined : here[0]);
    if (answered) this.drop(answered);
  }

  isWaiting(m, action) {
    return this.waits.some((w) => w.ts === m.ts && w.channel === m.channel && w.action === action && !w.failed);
  }

  /** foreign reports whether this person belongs to another workspace. */
  foreign() {
    return Boolean(this.users.get(this.self)?.foreign);
  }

  async slash(channel, text) {
    if (this.foreign()) {
      this.complain(channel, "People of other workspaces cannot run this app's commands. Its buttons work for everybody.");
      return;
    }
    const wait = this.wait(channel, `${this.command} ${text}`.trim());
    const answer = await post("/api/slash", { channel, text });
    if (answer.error) this.fail(wait, answer.error);
  }

  async click(m, block, element, values, label) {
    const body = { channel: m.channel, ts: m.ts, block: block.block_id ?? "", action: element.action_id ?? "", values };
    if (element.url) {
      await post("/api/click", body); // the app is told of links, and need not answer
      return;
    }
    const wait = this.wait(m.channel, label, m.ts, element.action_id + "/" + values.join());
    const answer = await post("/api/click", body);
    if (answer.error) this.fail(wait, answer.error);
  }

  async say(channel, text, thread) {
    const answer = await post("/api/say", { channel, text, thread: thread ?? "" });
    if (answer.error) this.complain(channel, answer.error);
  }

  reply(m, text) {
    return post("/api/say", { channel: m.channel, text, thread: m.thread || m.ts });
  }

  /** shortcut runs a shortcut of the app, on a message or on nothing. */
  async shortcut(shortcut, m) {
    const answer = await post("/api/shortcut", { id: shortcut.id, channel: m?.channel ?? "", ts: m?.ts ?? "" });
    if (answer.error) this.complain(this.open, answer.error);
  }

  clickView(view, fill, block, element, values) {
    return post("/api/click", { view, fill, block: block.block_id ?? "", action: element.action_id ?? "", values });
  }

  offers(view, block, element, text) {
    return post("/api/options", { view, block: block.block_id ?? "", action: element.action_id ?? "", text });
  }

  submit(view, fill) {
    return post("/api/submit", { view, fill });
  }

  shut(view) {
    return post("/api/close", { view });
  }

  openHome() {
    return post("/api/home", {});
  }

  play(id) {
    return post(`/api/play/${encodeURIComponent(id)}`, {});
  }
}

const byTS = (a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

async function post(path, body) {
  try {
    const answer = await fetch(at(path), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const said = await answer.json();
    return answer.ok ? said : { error: said.error ?? said.doing ?? "The demo refused this." };
  } catch {
    return { error: "The demo does not answer. Is it still running?" };
  }
}

const keyOf = (key) => `engagement.${key}${as && `.${as}`}`; // everybody has read other things

export function recall(key, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(key))) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(key, value) {
  try {
    sessionStorage.setItem(keyOf(key), JSON.stringify(value));
  } catch {
    // Without storage a reload forgets what was read; nothing else does.
  }
}
