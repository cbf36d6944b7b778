// Slack's mrkdwn as DOM nodes. Every piece of text becomes a text node, so
// nothing in a message can become markup.

const emoji = new Map(Object.entries({
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", red_circle: "🔴", large_blue_circle: "🔵",
  necktie: "👔", leftwards_arrow_with_hook: "↩️", small_blue_diamond: "🔹", alarm_clock: "⏰",
  white_circle: "⚪", black_circle: "⚫", rotating_light: "🚨", raising_hand: "🙋", raised_hand: "✋", wave: "👋", eyes: "👀",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", no_entry: "⛔", question: "❓", exclamation: "❗",
  information_source: "ℹ️", bell: "🔔", no_bell: "🔕", mute: "🔇", loudspeaker: "📢", mega: "📣", fire: "🔥", snowflake: "❄️",
  tada: "🎉", trophy: "🏆", star: "⭐", sparkles: "✨", bulb: "💡", mag: "🔍", lock: "🔒", gear: "⚙️", link: "🔗", zzz: "💤",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", calendar: "📅", date: "📅", clock1: "🕐",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", email: "📧", envelope: "✉️", inbox_tray: "📥", phone: "☎️",
  telephone_receiver: "📞", speech_balloon: "💬", office: "🏢", globe_with_meridians: "🌐", moneybag: "💰", handshake: "🤝",
  clipboard: "📋", memo: "📝", pushpin: "📌", point_right: "👉", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎",
  clap: "👏", pray: "🙏", arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_upper_right: "↗️", arrow_lower_right: "↘️",
  small_red_triangle: "🔺", small_red_triangle_down: "🔻", knife_fork_plate: "🍽️", robot_face: "🤖", busts_in_silhouette: "👥",
  bust_in_silhouette: "👤", house: "🏠", repeat: "🔁", seedling: "🌱", heavy_plus_sign: "➕", heavy_minus_sign: "➖", green_heart: "💚",
}));

/** make gives an element with a class, text and attributes. */
export function make(name, className, text, attributes) {
  const e = document.createElement(name);
  if (className) e.className = className;
  if (text !== undefined && text !== null) e.textContent = text;
  for (const [k, v] of Object.entries(attributes ?? {})) e.setAttribute(k, v);
  return e;
}

/** safeURL gives an address that a person may follow, or null. */
export function safeURL(url) {
  try {
    const u = new URL(url);
    return ["http:", "https:", "mailto:"].includes(u.protocol) ? u.href : null;
  } catch {
    return null;
  }
}

const unescape = (s) => s.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

/** emojiOf gives an emoji by its shortcode as a node. */
export function emojiOf(name, unicode) {
  let sign = emoji.get(name);
  if (!sign && unicode) sign = unicode.split("-").map((c) => String.fromCodePoint(parseInt(c, 16) || 0xfffd)).join("");
  if (!sign) return document.createTextNode(`:${name}:`);
  return make("span", "emoji", sign, { role: "img", "aria-label": name.replaceAll("_", " ") });
}

/** withEmoji gives plain text, in which only emoji shortcodes mean something. */
export function withEmoji(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const m of text.matchAll(/:([a-z0-9_+'-]+):/g)) {
    if (!emoji.has(m[1])) continue;
    out.append(text.slice(from, m.index), emojiOf(m[1]));
    from = m.index + m[0].length;
  }
  out.append(text.slice(from));
  return out;
}

/** link gives a link that opens in a new tab, or its text where unsafe. */
export function link(url, text) {
  const href = safeURL(url);
  if (!href) return document.createTextNode(text || url);
  return make("a", "", text || url, { href, target: "_blank", rel: "noopener noreferrer" });
}

/** mention gives a person's or group's name as a mention. */
export function mention(text, mine) {
  return make("span", mine ? "mention mine" : "mention", text);
}

/** dateOf writes a moment in one of Slack's date formats. */
export function dateOf(seconds, format, fallback) {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return fallback ?? "";
  const say = (o) => at.toLocaleString("en", o);
  const days = Math.round((new Date(at).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 864e5);
  const near = { 0: "today", 1: "tomorrow", "-1": "yesterday" }[days];
  const forms = {
    date_num: say({ year: "numeric", month: "2-digit", day: "2-digit" }), date: say({ year: "numeric", month: "long", day: "numeric" }),
    date_short: say({ year: "numeric", month: "short", day: "numeric" }),
    date_long: say({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
    time: say({ hour: "numeric", minute: "2-digit" }), time_secs: say({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: near ?? say({ year: "numeric", month: "short", day: "numeric" }),
  };
  for (const k of ["date", "date_short", "date_long"]) forms[`${k}_pretty`] = near ?? forms[k];
  return format.replace(/\{(\w+)\}/g, (all, k) => forms[k] ?? all);
}

/** angled gives what stands between < and >. */
function angled(inner, names) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inner.slice(bar + 1));
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1)) || label || target.slice(1)}`, names.self === target.slice(1));
  if (target.startsWith("#")) return names.channelLink(target.slice(1), label);
  if (target.startsWith("!")) {
    const [kind, ...rest] = target.slice(1).split("^");
    if (kind === "date") return make("time", "", dateOf(Number(rest[0]), rest[1] ?? "", label));
    if (kind === "subteam") return mention(label || `@${rest[0] ?? "group"}`);
    return mention(`@${kind}`);
  }
  return link(unescape(target), label);
}

const delimiters = { "*": "strong", _: "em", "~": "s" };
const isWord = (c) => c !== undefined && /[\p{L}\p{N}]/u.test(c);

/** closing finds where a span that was opened before from ends, or -1. */
function closing(s, from, sign) {
  for (let i = from; i < s.length && s[i] !== "\n"; i++) {
    if (s[i] === "<" && s.indexOf(">", i) > 0) i = s.indexOf(">", i);
    else if (s[i] === "`" && s.indexOf("`", i + 1) > 0) i = s.indexOf("`", i + 1);
    else if (s[i] === sign && i > from && !/\s/.test(s[i - 1]) && !isWord(s[i + 1])) return i;
  }
  return -1;
}

/** inline writes one or more lines of mrkdwn into parent. */
function inline(parent, s, names) {
  let text = "";
  const flush = () => {
    if (text) parent.append(unescape(text));
    text = "";
  };
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (c === "\n") {
      flush();
      parent.append(make("br"));
    } else if (c === "<" && s.indexOf(">", i) > 0) {
      const end = s.indexOf(">", i);
      flush();
      parent.append(angled(s.slice(i + 1, end), names));
      i = end;
    } else if (c === "`" && /^`[^`\n]+`/.test(s.slice(i))) {
      const end = s.indexOf("`", i + 1);
      flush();
      parent.append(make("code", "", unescape(s.slice(i + 1, end))));
      i = end;
    } else if (delimiters[c] && !isWord(s[i - 1]) && s[i + 1] !== undefined && !/\s/.test(s[i + 1]) && closing(s, i + 1, c) > 0) {
      const end = closing(s, i + 1, c);
      flush();
      const span = make(delimiters[c]);
      inline(span, s.slice(i + 1, end), names);
      parent.append(span);
      i = end;
    } else if (c === ":" && emoji.has(/^:([a-z0-9_+'-]+):/.exec(s.slice(i))?.[1])) {
      const name = /^:([a-z0-9_+'-]+):/.exec(s.slice(i))[1];
      flush();
      parent.append(emojiOf(name));
      i += name.length + 1;
    } else {
      text += c;
    }
  }
  flush();
}

const quoted = (line) => /^(&gt;|>) ?/.test(line);

/** mrkdwn gives a whole text: paragraphs, quotes, bullets, code blocks. */
export function mrkdwn(text, names) {
  const out = make("div", "mrkdwn");
  text.split("```").forEach((part, i, all) => {
    if (i % 2 === 1 && i < all.length - 1) {
      out.append(make("pre", "", unescape(part.replace(/^\n|\n$/g, ""))));
      return;
    }
    const lines = (i % 2 === 1 ? "```" + part : part).split("\n");
    if (i > 0 && lines[0] === "") lines.shift();
    if (i < all.length - 1 && lines.at(-1) === "") lines.pop();
    for (let n = 0; n < lines.length; ) {
      const kind = quoted(lines[n]) ? "quote" : /^\s*[•◦▪] /.test(lines[n]) ? "bullet" : "plain";
      const first = n;
      const same = (line) => (kind === "quote" ? quoted(line) : kind === "plain" && !quoted(line) && !/^\s*[•◦▪] /.test(line));
      for (n++; n < lines.length && same(lines[n]); n++);
      const chunk = lines.slice(first, n);
      const block = make(kind === "quote" ? "blockquote" : "div", kind === "bullet" ? "bullet" : "");
      if (kind === "bullet") {
        block.append(make("span", "dot", "•", { "aria-hidden": "true" }), make("span"));
        inline(block.lastChild, chunk[0].replace(/^\s*[•◦▪] /, ""), names);
      } else {
        inline(block, chunk.map((l) => (kind === "quote" ? l.replace(/^(&gt;|>) ?/, "") : l)).join("\n"), names);
      }
      out.append(block);
    }
  });
  return out;
}

/** textOf gives a text object: plain_text or mrkdwn. */
export function textOf(object, names) {
  if (!object) return document.createTextNode("");
  if (object.type === "mrkdwn") return mrkdwn(String(object.text ?? ""), names);
  const plain = make("span", "plain");
  plain.append(withEmoji(String(object.text ?? "")));
  return plain;
}
