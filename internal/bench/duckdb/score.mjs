// Scores a folder of CSV files with DuckDB: node score.mjs DIR TODAY RUNS.
// Loading is not timed. Every run prints its seconds; scores.csv is what came
// out of the last one.
import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const [dir, today, runs] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const db = await (await DuckDBInstance.create(":memory:")).connect();
const text = "nullstr = '', header = true, all_varchar = true";
await db.run("SET preserve_insertion_order = false");
await db.run(`CREATE TABLE rows AS SELECT account_id, contact_id, occurred_at::BIGINT AS occurred_at, id, type, url, asset, minutes::BIGINT AS minutes FROM read_csv('${dir}/rows.csv', ${text})`);
await db.run(`CREATE TABLE people AS SELECT * FROM read_csv('${dir}/people.csv', ${text})`);
await db.run(`CREATE TABLE accounts AS SELECT account_id FROM read_csv('${dir}/accounts.csv', ${text})`);
for (const table of ["types", "levels", "pairs"]) await db.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${dir}/${table}.csv', header = true)`);
await db.run("ALTER TABLE types ALTER c1_key TYPE VARCHAR");
const sql = readFileSync(new URL("score.sql", import.meta.url), "utf8").replaceAll("$today", String(today));
for (let i = 0; i < runs; i++) {
  const began = process.hrtime.bigint();
  await db.run(sql);
  console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - began) / 1e9, resident_mb: Math.round(process.memoryUsage().rss / 1e6) }));
}
await db.run(`COPY (SELECT * FROM scores ORDER BY account_id) TO '${dir}/scores.csv' (HEADER)`);
