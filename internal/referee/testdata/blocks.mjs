// Renders lists of blocks: standard input holds {name: blocks}, standard output
// {name: {html} or {error}}.
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx/dist/index.mjs";

let given = "";
for await (const chunk of process.stdin) given += chunk;
const rendered = {};
for (const [name, blocks] of Object.entries(JSON.parse(given))) {
  try {
    const message = createElement(Message, { blocks, name: "engagement", logo: "", theme: "light", withoutWrapper: true });
    rendered[name] = { html: renderToStaticMarkup(message) };
  } catch (error) {
    rendered[name] = { error: String(error) };
  }
}
process.stdout.write(JSON.stringify(rendered));
