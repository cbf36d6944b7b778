// Tables of messages. A data_table is sorted by whichever column a person
// presses, and shows one page at a time.
import { make, withEmoji } from "./mrkdwn.js";

const shown = (cell) => String(cell?.text ?? cell?.value ?? "");
const looksNumeric = /^[−+-]?[\d.,]+ ?%?$/;
const isNumber = (cell) => cell?.type === "raw_number" || (cell?.type === "raw_text" && looksNumeric.test(cell.text ?? ""));

/** worth gives what a cell is sorted by: a number, or its text. */
function worth(cell) {
  if (cell?.type === "raw_number") return cell.value;
  const text = cell?.elements ? textIn(cell.elements) : shown(cell);
  return looksNumeric.test(text) ? Number(text.replace("−", "-").replace(/[,% ]/g, "")) : text;
}

const textIn = (parts) => parts.map((p) => p.text ?? textIn(p.elements ?? [])).join("");

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** table draws rows, of which the first is the header. rich draws rich text. */
export function table(rows, columns, caption, rich) {
  const { wrap, t, row } = frame(rows, columns, caption, rich);
  rows.forEach((cells, i) => t.append(row(cells, i)));
  return wrap;
}

/** dataTable is a table that a person can sort. */
export function dataTable(b, rich) {
  const rows = b.rows ?? [];
  const { wrap, t, row } = frame(rows, [], b.caption ?? "", rich, b.row_header_column_index);
  const head = row(rows[0] ?? [], 0);
  const body = make("tbody");
  const size = b.page_size || Infinity;
  let sorted = rows.slice(1);
  let by = -1;
  let down = false;
  let page = 0;

  const pager = make("p", "b-pager");
  const say = make("span", "", null, { role: "status" });
  const turn = (label, step) => {
    const button = make("button", "dismiss", label, { type: "button" });
    button.addEventListener("click", () => {
      page += step;
      draw();
    });
    return button;
  };
  const back = turn("Previous", -1);
  const next = turn("Next", 1);
  pager.append(back, say, next);

  const draw = () => {
    const from = page * size || 0;
    body.replaceChildren(...sorted.slice(from, from + size).map((cells) => row(cells, 1)));
    say.textContent = `${from + 1} to ${Math.min(from + size, sorted.length)} of ${sorted.length}`;
    back.disabled = page === 0;
    next.disabled = from + size >= sorted.length;
    [...head.children].forEach((th, i) => {
      if (i === by) th.setAttribute("aria-sort", down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
  };

  [...head.children].forEach((th, i) => {
    const button = make("button", "b-sort", null, { type: "button" });
    button.append(...th.childNodes);
    button.addEventListener("click", () => {
      // Numbers are first wanted from the top, words from the beginning.
      down = i === by ? !down : isNumber(rows[1]?.[i]);
      by = i;
      page = 0;
      const sign = down ? -1 : 1;
      sorted = rows.slice(1).sort((x, y) => sign * compare(worth(x[i]), worth(y[i])));
      draw();
    });
    th.append(button);
  });
  const top = make("thead");
  top.append(head);
  t.append(top, body);
  draw();
  if (sorted.length <= size) return wrap;
  const whole = make("div", "b-paged");
  whole.append(wrap, pager);
  return whole;
}

/** frame gives an empty table and the way to draw a row of it. */
function frame(rows, columns, caption, rich, names) {
  const wrap = make("div", "b-table", null, { tabindex: "0", role: "group", "aria-label": caption || "Table" });
  const t = make("table");
  if (caption) t.append(make("caption", "", caption));
  const first = rows[Math.min(1, rows.length - 1)] ?? [];
  const row = (cells, i) => {
    const tr = make("tr");
    cells.forEach((cell, j) => {
      const align = columns[j]?.align ?? (isNumber(first[j]) ? "right" : "");
      const scope = i === 0 ? "col" : j === names ? "row" : "";
      const look = [align === "left" ? "" : align, columns[j]?.is_wrapped ? "wrapped" : ""].filter(Boolean).join(" ");
      const td = make(scope ? "th" : "td", look, null, scope ? { scope } : {});
      if (cell.type === "rich_text") td.append(...rich(cell.elements ?? []));
      else td.append(withEmoji(shown(cell)));
      tr.append(td);
    });
    return tr;
  };
  wrap.append(t);
  return { wrap, t, row };
}
