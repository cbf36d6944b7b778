// Runs emulate's Slack until standard input ends. Its seed comes as the first
// argument, its address goes to standard output.
import { createEmulator } from "emulate";

const slack = await createEmulator({ service: "slack", port: 0, seed: { slack: JSON.parse(process.argv[2]) } });
console.log(slack.url);
process.stdin.resume().on("end", () => slack.close().then(() => process.exit(0)));
