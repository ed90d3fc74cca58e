// Reads `go test -json` from standard input and prints a summary: a line per package, the output of
// failed tests, the reasons for skipped ones, and the numbers. Exits with 1 if a test failed or none
// ran.
import { createInterface } from "node:readline";

const output = new Map(); // "package test" to output lines
const counts = { pass: 0, fail: 0, skip: 0 };
const failed = [];
const skipped = new Map(); // reason to number
let ended = 0;

const key = (e) => `${e.Package ?? e.ImportPath} ${e.Test ?? ""}`;

for await (const line of createInterface({ input: process.stdin })) {
  let e;
  try {
    e = JSON.parse(line);
  } catch {
    console.log(line); // not from a test, but from the compiler or the tool
    continue;
  }
  const k = key(e);
  if (e.Output) {
    if (!output.has(k)) output.set(k, []);
    output.get(k).push(e.Output);
    // A test binary that is killed does not report which test failed.
    if (e.Action === "build-output") process.stdout.write(e.Output);
    continue;
  }
  if (!(e.Action in counts)) continue;
  const text = (output.get(k) ?? []).join("");
  if (e.Test) {
    counts[e.Action]++;
    if (e.Action === "fail") failed.push([`${e.Package} ${e.Test}`, text]);
    if (e.Action === "skip") {
      const line = text.split("\n").find((l) => /^\s+\S+\.go:\d+:/.test(l)) ?? "without a reason";
      const why = `${e.Package}: ${line.trim().replace(/^\S+ /, "")}`;
      skipped.set(why, (skipped.get(why) ?? 0) + 1);
    }
    output.delete(k);
    continue;
  }
  ended++;
  if (e.Action === "fail") failed.push([e.Package, text]);
  if (e.Action !== "skip") console.log(`${e.Action === "fail" ? "FAIL" : "ok  "} ${e.Package} ${e.Elapsed ?? 0}s`);
}

for (const [name, text] of failed) console.log(`\n--- FAILED: ${name}\n${text}`);
if (skipped.size) console.log("\nSkipped:");
for (const [why, n] of skipped) console.log(`  ${n} × ${why}`);
console.log(`${counts.pass} passed, ${counts.fail} failed, ${counts.skip} skipped, in ${ended} packages`);
process.exitCode = failed.length || ended === 0 ? 1 : 0;
