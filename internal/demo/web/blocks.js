// Block Kit as DOM nodes. A context `c` brings what blocks need of their
// message or view: names, pictures by file id, click(block, element, values,
// node), zoom(src, alt), and in a view the form that is filled in.
import { fields, inputBlock } from "./fields.js";
import { dateOf, emojiOf, link, make, mention, mrkdwn, safeURL, textOf, withEmoji } from "./mrkdwn.js";
import { dataTable, table } from "./tables.js";

/** blocks renders a list of blocks. */
export function blocks(list, c) {
  return list.map((b) => (kinds[b.type] ?? unknown)(b, c)).filter(Boolean);
}

const kinds = {
  header: (b) => {
    const h = make("h3", "b-header");
    h.append(withEmoji(b.text?.text ?? ""));
    return h;
  },
  section: (b, c) => {
    const e = make("div", b.accessory ? "b-section with-accessory" : "b-section");
    const body = make("div", "b-body");
    if (b.text) body.append(textOf(b.text, c.names));
    if (b.fields) {
      const fields = make("div", "b-fields");
      for (const f of b.fields) {
        const field = make("div", "b-field");
        field.append(textOf(f, c.names));
        fields.append(field);
      }
      body.append(fields);
    }
    e.append(body);
    if (b.accessory) e.append(element(b, b.accessory, c));
    return e;
  },
  context: (b, c) => {
    const e = make("div", "b-context");
    for (const part of b.elements ?? []) e.append(part.type === "image" ? picture(part, c, "tiny") : textOf(part, c.names));
    return e;
  },
  divider: () => make("hr", "b-divider"),
  image: (b, c) => picture(b, c, "whole"),
  actions: (b, c) => {
    const e = make("div", "b-actions");
    for (const part of b.elements ?? []) e.append(element(b, part, c));
    return e;
  },
  rich_text: (b, c) => {
    const e = make("div", "b-rich mrkdwn");
    e.append(...rich(b.elements ?? [], c));
    return e;
  },
  markdown: (b, c) => {
    const text = String(b.text ?? "").replace(/^#{1,6} +(.*)$/gm, "*$1*").replace(/\*\*([^*\n]+)\*\*/g, "*$1*").replace(/^[-*] +/gm, "• ")
      .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
    return mrkdwn(text, c.names);
  },
  input: (b, c) => inputBlock(b, c, element),
  table: (b, c) => table(b.rows ?? [], b.column_settings ?? [], "", (parts) => rich(parts, c)),
  data_table: (b, c) => dataTable(b, (parts) => rich(parts, c)),
  data_visualization: (b, c) => {
    const chart = b.chart ?? {};
    const cell = (text) => ({ type: "raw_text", text: String(text ?? "") });
    const rows = chart.segments
      ? [[cell(""), cell(b.title)], ...chart.segments.map((s) => [cell(s.label), cell(s.value)])]
      : [
          [cell(chart.axis_config?.x_label), ...(chart.series ?? []).map((s) => cell(s.name))],
          ...(chart.axis_config?.categories ?? []).map((at) => [cell(at), ...(chart.series ?? []).map((s) => cell(s.data?.find((d) => d.label === at)?.value))]),
        ];
    return table(rows, [], b.title ?? "", (parts) => rich(parts, c));
  },
};

/** unknown shows the text of a block that is not drawn here. */
function unknown(b) {
  const found = [];
  const walk = (v, key) => {
    if (typeof v === "string" && ["text", "title", "caption", "fallback", "alt_text", "label"].includes(key)) found.push(v);
    else if (Array.isArray(v)) v.forEach((e) => walk(e, key));
    else if (v && typeof v === "object") for (const k of Object.keys(v)) walk(v[k], k);
  };
  walk(b, "");
  return found.length ? make("p", "b-unknown", found.join(" · ")) : null;
}

/** picture draws an image block or element with its space reserved. */
function picture(b, c, size) {
  const alt = b.alt_text ?? "";
  const id = b.slack_file ? b.slack_file.id ?? /\/files-pri\/([^/]+)/.exec(b.slack_file.url ?? "")?.[1] : null;
  const known = id ? c.pictures[id] : null;
  const outside = /^https:/.test(b.image_url ?? "") ? safeURL(b.image_url) : null;
  const src = known ? `/files/${encodeURIComponent(id)}` : outside;
  if (!src) return make("p", "b-missing", alt ? `Picture: ${alt}` : "A picture that is not there any more");
  const img = make("img", "", null, { src, alt, referrerpolicy: "no-referrer" });
  const width = known?.width ?? b.image_width;
  const height = known?.height ?? b.image_height;
  if (width && height) {
    img.width = width;
    img.height = height;
  } else {
    img.classList.add("boxed");
  }
  if (size === "tiny" || size === "thumb") {
    img.className += ` ${size}`;
    return img;
  }
  const e = make("figure", "b-image");
  if (b.title?.text) {
    const title = make("figcaption");
    title.append(withEmoji(b.title.text));
    e.append(title);
  }
  const open = make("button", "b-image-open", null, { type: "button", "aria-label": `Enlarge the picture. ${alt}` });
  open.addEventListener("click", () => c.zoom(src, alt));
  open.append(img);
  e.append(open);
  return e;
}

// What is pressed rather than filled in; the rest is in fields.js.
const elements = {
  button: (b, e, c) => {
    const look = `btn ${e.style === "primary" || e.style === "danger" ? e.style : ""}`;
    const href = e.url ? safeURL(e.url) : null;
    const node = href ? make("a", look, null, { href, target: "_blank", rel: "noopener noreferrer" }) : make("button", look, null, { type: "button" });
    node.append(withEmoji(e.text?.text ?? ""));
    if (e.accessibility_label) node.setAttribute("aria-label", e.accessibility_label);
    node.dataset.action = e.action_id ?? "";
    node.addEventListener("click", () => c.click(b, e, e.value ? [e.value] : [], node));
    return node;
  },
  overflow: (b, e, c) => {
    const menu = make("details", "overflow");
    const face = make("summary", "btn", "⋯", { "aria-label": "More actions" });
    const list = make("div", "overflow-list");
    const shut = () => {
      menu.open = false;
      face.focus();
    };
    for (const o of e.options ?? []) {
      const href = o.url ? safeURL(o.url) : null;
      const item = href ? make("a", "", null, { href, target: "_blank", rel: "noopener noreferrer" }) : make("button", "", null, { type: "button" });
      item.append(withEmoji(o.text?.text ?? ""));
      item.addEventListener("click", () => {
        shut();
        c.click(b, { ...e, url: o.url, text: o.text }, [o.value ?? ""], face);
      });
      list.append(item);
    }
    menu.append(face, list);
    menu.addEventListener("toggle", () => {
      const at = face.getBoundingClientRect();
      menu.classList.toggle("down", at.top < 260);
      menu.classList.toggle("end", at.left + 240 > innerWidth);
    });
    menu.addEventListener("keydown", (k) => k.key === "Escape" && menu.open && shut());
    menu.addEventListener("focusout", (f) => f.relatedTarget && !menu.contains(f.relatedTarget) && (menu.open = false));
    return menu;
  },
  image: (b, e, c) => picture(e, c, "thumb"),
};

function element(b, e, c) {
  const draw = elements[e.type] ?? fields[e.type];
  if (draw) {
    const node = draw(b, e, c);
    node.dataset.action ??= e.action_id ?? "";
    return node;
  }
  return make("span", "b-unknown", e.placeholder?.text ?? e.text?.text ?? "This control is not in the demo");
}

/** rich renders the parts of a rich_text block. */
function rich(parts, c) {
  return parts.map((p) => {
    if (p.type === "rich_text_list") {
      const list = make(p.style === "ordered" ? "ol" : "ul", `r-list indent-${Math.min(4, p.indent ?? 0)}`);
      if (p.style === "ordered" && p.offset) list.start = p.offset + 1;
      for (const item of p.elements ?? []) {
        const li = make("li");
        li.append(...spans(item.elements ?? [], c));
        list.append(li);
      }
      return list;
    }
    const name = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[p.type] ?? "div";
    const e = make(name, name === "div" ? "r-section" : "");
    e.append(...spans(p.elements ?? [], c));
    return e;
  });
}

const spanKinds = {
  text: (s) => document.createTextNode(s.text ?? ""),
  link: (s) => link(s.url ?? "", s.text),
  emoji: (s) => emojiOf(s.name ?? "", s.unicode),
  user: (s, c) => mention(`@${c.names.user(s.user_id) || s.user_id}`, s.user_id === c.names.self),
  channel: (s, c) => c.names.channelLink(s.channel_id, ""),
  usergroup: (s) => mention(`@${s.usergroup_id}`),
  broadcast: (s) => mention(`@${s.range}`),
  date: (s) => make("time", "", dateOf(s.timestamp, s.format ?? "", s.fallback)),
  color: (s) => make("code", "", s.value),
};

function spans(list, c) {
  return list.map((s) => {
    let node = spanKinds[s.type]?.(s, c) ?? document.createTextNode(s.text ?? "");
    for (const [key, tag] of [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"]]) {
      if (!s.style?.[key]) continue;
      const outer = make(tag);
      outer.append(node);
      node = outer;
    }
    return node;
  });
}

/** attachments renders the older, coloured parts of a message. */
export function attachments(list, c) {
  return list.map((a) => {
    const e = make("div", "attachment");
    if (/^#[0-9a-f]{6}$/i.test(a.color ?? "")) e.style.borderLeftColor = a.color;
    if (a.blocks) e.append(...blocks(a.blocks, c));
    else {
      if (a.pretext) e.append(mrkdwn(a.pretext, c.names));
      const title = make("p", "attachment-title");
      if (a.title) e.append(title);
      title.append(a.title_link ? link(a.title_link, a.title) : (a.title ?? ""));
      if (a.text || a.fallback) e.append(mrkdwn(a.text || a.fallback, c.names));
    }
    return e;
  });
}
