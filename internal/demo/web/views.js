// Modals and the Home tab of the app.
import { blocks } from "./blocks.js";
import { keyOf } from "./fields.js";
import { make } from "./mrkdwn.js";

const byId = (id) => document.getElementById(id);

/** controls gives the controls of blocks with the blocks they stand in. */
function controls(list) {
  const found = [];
  for (const b of list ?? []) for (const e of [b.element, b.accessory, ...(b.type === "actions" ? (b.elements ?? []) : [])]) if (e?.action_id) found.push([b, e]);
  return found;
}

/** Form is what a person has filled in on one view. It outlives redrawing. */
class Form {
  constructor(id) {
    this.id = id;
    this.values = new Map();
    this.missing = {}; // by block id: found empty here, before anything was sent
  }
  get(b, e) {
    return this.values.get(keyOf(b, e));
  }
  set(b, e, values) {
    this.values.set(keyOf(b, e), values);
  }
  error(b) {
    return this.missing[b.block_id] ?? this.wrong?.[b.block_id];
  }
  /** filled gives what stands in those controls that the view still has. */
  filled(view) {
    const all = {};
    for (const [b, e] of controls(view.blocks)) {
      const values = this.get(b, e);
      if (values !== undefined && !["button", "overflow"].includes(e.type)) all[keyOf(b, e)] = values;
    }
    return all;
  }
  /** check notes which required inputs are empty, and reports whether none is. */
  check(view, first) {
    this.missing = {};
    for (const b of view.blocks ?? []) {
      if (b.type !== "input" || b.optional) continue;
      const values = this.get(b, b.element) ?? first(b.element);
      if (!values.some((v) => String(v).trim())) this.missing[b.block_id] = "Please fill this in.";
    }
    return Object.keys(this.missing).length === 0;
  }
}

/** views wires modals and Home to a workspace. context gives what blocks need
 * besides, sure asks before what cannot be undone, first gives the values that
 * a control begins with. */
export function views(work, { context, sure, first }) {
  const forms = new Map(); // by view id
  const dialog = byId("modal");
  const said = byId("modal-said");
  let drawn = "";
  let homeDrawn; // what Home says: the app publishes it again at every visit

  const formOf = (view) => {
    if (!forms.has(view.id)) forms.set(view.id, new Form(view.id));
    const form = forms.get(view.id);
    form.wrong = view.errors;
    return form;
  };

  const contextOf = (view, complain) => {
    const form = formOf(view);
    return {
      ...context(),
      pictures: view.pictures ?? {},
      form,
      offers: (b, e, text) => work.offers(view.id, b, e, text),
      click: async (b, e, values, node) => {
        if (e.confirm && !e.url && !(await sure(e.confirm))) return;
        if (node.getAttribute("aria-disabled") === "true") return;
        busy(node, true);
        const answer = await work.clickView(view.id, form.filled(view), b, e, values);
        busy(node, false);
        complain(answer.error ?? "");
      },
    };
  };

  /** fill draws blocks into a place and gives the focus back to where it was. */
  const fill = (place, view, complain) => {
    const now = document.activeElement;
    const held = !place.contains(now) ? "" : now.id ? `#${CSS.escape(now.id)}` : now.dataset.action ? `[data-action="${CSS.escape(now.dataset.action)}"]` : "";
    const at = place.scrollTop;
    place.replaceChildren(...blocks(view.blocks ?? [], contextOf(view, complain)));
    place.scrollTop = at;
    if (held) place.querySelector(held)?.focus({ preventScroll: true });
  };

  const drawModal = () => {
    const view = work.views.at(-1);
    for (const id of [...forms.keys()]) if (id !== work.home?.id && !work.views.some((v) => v.id === id)) forms.delete(id);
    if (!view) {
      drawn = "";
      if (dialog.open) shutDialog(dialog);
      return;
    }
    const says = JSON.stringify(view);
    if (says === drawn) return;
    if (!drawn.startsWith(`{"id":"${view.id}"`)) said.textContent = "";
    drawn = says;
    byId("modal-title").textContent = view.title;
    byId("modal-close").textContent = view.close || (view.deep ? "Back" : view.submit ? "Cancel" : "Close");
    byId("modal-submit").hidden = !view.submit;
    byId("modal-submit").textContent = view.submit;
    fill(byId("modal-body"), view, (words) => (said.textContent = words));
    if (!dialog.open) {
      dialog.showModal();
      // A finger would bring up the keyboard.
      if (matchMedia("(hover: hover)").matches) byId("modal-body").querySelector("input, select, textarea")?.focus();
    }
    if (view.errors) toWrong();
  };

  const toWrong = () => byId("modal-body").querySelector(".wrong")?.querySelector("input, select, textarea")?.focus();

  byId("modal-form").addEventListener("submit", async (e) => {
    e.preventDefault();
    const view = work.views.at(-1);
    const submit = byId("modal-submit");
    if (!view?.submit || submit.getAttribute("aria-disabled") === "true") return;
    const form = formOf(view);
    said.textContent = "";
    if (!form.check(view, first)) {
      fill(byId("modal-body"), view, (words) => (said.textContent = words));
      toWrong();
      return;
    }
    busy(submit, true);
    const answer = await work.submit(view.id, form.filled(view));
    busy(submit, false);
    said.textContent = answer.error ?? "";
  });

  const shut = async () => {
    const view = work.views.at(-1);
    if (!view) return;
    const answer = await work.shut(view.id);
    said.textContent = answer.error ?? "";
  };
  byId("modal-close").addEventListener("click", shut);
  byId("modal-x").addEventListener("click", shut);
  dialog.addEventListener("cancel", (e) => {
    if (e.target !== dialog) return;
    e.preventDefault();
    shut();
  });

  const drawHome = () => {
    const place = byId("home");
    const says = JSON.stringify([work.home?.id, work.home?.blocks, work.home?.pictures]);
    if (says === homeDrawn) return;
    homeDrawn = says;
    if (!work.home) {
      place.replaceChildren(make("p", "home-empty", "The app has put nothing on its Home tab yet."));
      return;
    }
    fill(place, work.home, (words) => (byId("home-said").textContent = words));
  };

  return { drawModal, drawHome };
}

/** shutDialog closes a dialog. Chromium gives the focus back to where it was, but
 * without a caret: what is typed next would be lost. */
function shutDialog(dialog) {
  dialog.close();
  const held = document.activeElement;
  held?.blur();
  held?.focus();
}

/** busy shows that a control waits for the answer to a click. */
function busy(node, on) {
  node.classList.toggle("pressed", on);
  if (on) {
    node.setAttribute("aria-disabled", "true");
    node.setAttribute("aria-busy", "true");
  } else {
    node.removeAttribute("aria-disabled");
    node.removeAttribute("aria-busy");
  }
}
