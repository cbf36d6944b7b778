// Runs an app of Slack's own framework until standard input ends. It answers
// 200 to commands whose signature it trusts. The signing secret comes as the
// first argument, its address goes to standard output.
import { File } from "node:buffer";

globalThis.File ??= File; // Node.js 18, which Debian has, keeps it in a module
const { default: bolt } = await import("@slack/bolt");
const quiet = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => "error", setName() {} };
const receiver = new bolt.HTTPReceiver({ signingSecret: process.argv[2], endpoints: ["/slack/commands"], logger: quiet });
const app = new bolt.App({ receiver, logger: quiet, authorize: async () => ({ botToken: "xoxb-referee", botId: "B1", botUserId: "U1" }) });
app.command("/engagement", ({ ack }) => ack());
const server = await app.start({ port: 0, host: "127.0.0.1" });
console.log(`http://127.0.0.1:${server.address().port}`);
process.stdin.resume().on("end", () => {
  server.closeAllConnections();
  app.stop().then(() => process.exit(0));
});
