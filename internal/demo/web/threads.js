// The thread below a message: its replies, and a box to write another.
import { make } from "./mrkdwn.js";

const drafts = new Map(); // by ts of the message: what was typed so far

/** replyBox gives the box in which a thread is answered. */
export function replyBox(m, work) {
  const form = make("form", "reply-box", null, { autocomplete: "off" });
  const input = make("input", "text", null, { type: "text", maxlength: "3000", "aria-label": "Reply in this thread", "data-key": `reply-${m.ts}` });
  input.placeholder = `Reply… @${work.appName()} asks the app`;
  input.value = drafts.get(m.ts) ?? "";
  const send = make("button", "btn", "Reply", { type: "submit" });
  const said = make("p", "reply-said", "", { role: "alert" });
  input.addEventListener("input", () => {
    drafts.set(m.ts, input.value);
    said.textContent = "";
  });
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if (text.startsWith("/")) {
      said.textContent = `Slash commands do not work in threads. Write @${work.appName()} instead.`;
      return;
    }
    input.value = "";
    drafts.delete(m.ts);
    const answer = await work.reply(m, text);
    if (!answer.error) return;
    said.textContent = answer.error;
    input.value = text;
  });
  form.append(input, send, said);
  return form;
}

/** messageTools gives what can be done with a message: answer it, and the app's
 * shortcuts for it. open unfolds its thread and goes to the box. */
export function messageTools(m, work, open) {
  const tools = make("div", "message-tools");
  const reply = make("button", "message-tool", "Reply", { type: "button", "aria-label": "Reply in a thread" });
  reply.addEventListener("click", open);
  tools.append(reply);
  for (const s of m.private || work.foreign() ? [] : work.shortcuts.filter((s) => !s.global)) {
    const run = make("button", "message-tool", s.label, { type: "button", "data-shortcut": s.id });
    run.addEventListener("click", () => work.shortcut(s, m));
    tools.append(run);
  }
  return tools;
}
