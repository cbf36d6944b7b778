// The message box: suggestions, completion of commands, what was sent before.
import { make } from "./mrkdwn.js";

const byId = (id) => document.getElementById(id);

const suggestions = ["acme", "globex", "initech", "help"];

const usages = [
  { text: "acme", says: "where an account stands: minutes, people, whose move" },
  { text: "acme trend 90d", says: "its minutes day by day, as a picture (14d to 365d)" },
  { text: "acme why", says: "the activities behind its minutes" },
  { text: "acme whynot", says: "what it lacks to become an MQA, and the fastest way there" },
  { text: "card acme", says: "the same, where the name of an account is a command" },
  { text: "help", says: "everything you can ask" },
];

/** composer wires the message box to a workspace. sent is called after each line. */
export function composer(work, sent) {
  const input = byId("input");
  const list = byId("complete");
  let history = [];
  let at = 0; // position in history; its length is the new line
  let chosen = -1;

  const offers = () => {
    const typed = input.value.toLowerCase();
    if (!typed.startsWith("/")) return [];
    const all = usages.map((u) => ({ ...u, whole: `${work.command} ${u.text}` }));
    if (work.command.startsWith(typed.trim())) return all;
    return all.filter((u) => u.whole.toLowerCase().startsWith(typed) && u.whole.toLowerCase() !== typed);
  };

  const draw = () => {
    byId("send").disabled = !input.value.trim();
    const found = offers();
    chosen = Math.min(chosen, found.length - 1);
    list.replaceChildren(...found.map((o, i) => {
      const li = make("li", "", null, { role: "option", id: `offer-${i}`, "aria-selected": String(i === chosen) });
      li.append(make("span", "complete-text", o.whole), make("span", "complete-says", o.says));
      li.addEventListener("mousedown", (e) => {
        e.preventDefault();
        take(o);
      });
      return li;
    }));
    if (found.length === usages.length) {
      list.prepend(make("li", "complete-usage", `${work.command} NAME [trend [90d] | why | whynot], for example:`, { role: "presentation" }));
    }
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `offer-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const write = (text) => {
    input.value = text;
    input.setSelectionRange(text.length, text.length);
    chosen = -1;
    draw();
  };

  const take = (offer) => {
    write(offer.whole);
    close();
    input.focus();
  };

  const send = (text) => {
    const line = text.trim();
    if (!line || !work.open) return;
    if (history.at(-1) !== line) history.push(line);
    at = history.length;
    input.value = "";
    draw();
    close();
    const channel = work.open;
    const [, verb, rest] = /^(\/\S*)\s*(.*)$/s.exec(line) ?? [null, "", ""];
    if (verb === work.command) work.slash(channel, rest);
    else if (verb) work.complain(channel, `${verb} is not a command here. Try ${work.command} help.`);
    else work.say(channel, line);
    sent();
  };

  input.addEventListener("input", () => {
    chosen = -1;
    draw();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    const found = list.hidden ? [] : offers();
    const recalled = at < history.length && input.value === history[at];
    if (e.key === "ArrowUp" && (!input.value || recalled) && history.length) {
      e.preventDefault();
      at = Math.max(0, at - 1);
      write(history[at]);
      close();
    } else if (e.key === "ArrowDown" && recalled) {
      e.preventDefault();
      at++;
      write(history[at] ?? "");
      close();
    } else if (found.length && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
      e.preventDefault();
      chosen = e.key === "ArrowDown" ? (chosen + 1) % found.length : (chosen <= 0 ? found.length : chosen) - 1;
      draw();
    } else if (found.length && e.key === "Tab" && !e.shiftKey) {
      e.preventDefault();
      take(found[Math.max(0, chosen)]);
    } else if (e.key === "Enter" && chosen >= 0 && found.length) {
      e.preventDefault();
      take(found[chosen]);
    } else if (e.key === "Escape" && found.length) {
      e.preventDefault();
      close();
    }
  });
  byId("composer").addEventListener("submit", (e) => {
    e.preventDefault();
    send(input.value);
  });
  const chips = () => {
    const commands = suggestions.map((s) => {
      const chip = make("button", "chip", `/engagement ${s}`, { type: "button" });
      chip.addEventListener("click", () => send(chip.textContent));
      return chip;
    });
    const shortcuts = work.shortcuts.filter((s) => s.global && !work.foreign()).map((s) => {
      const chip = make("button", "chip", s.label, { type: "button", "data-shortcut": s.id });
      chip.addEventListener("click", () => work.shortcut(s));
      return chip;
    });
    byId("chips").replaceChildren(...commands, ...shortcuts);
  };
  work.addEventListener("load", chips);
  chips();
  draw();
}
