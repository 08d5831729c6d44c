import { loadEngine } from "../../src/engine/kernels/engine.js";
import { renderText } from "../../src/report/render/text.js";
import { honestPaper } from "./papers.js";
import { cleanStudy, plantedStudy } from "./study.js";

const engine = await loadEngine({ threads: 1 });
const n = Number(process.argv[2] ?? 60);
if (process.argv[3]) {
  for (let i = 0; i < n; i++) {
    const p = honestPaper(engine, i);
    console.log(i, p.family, p.printout.columns.map((c) => c.errors).join());
    console.log(p.printout.table.heads.length ? renderText(p.printout.table) : p.printout.descriptives);
    console.log(JSON.stringify(p.printout.facts));
  }
  process.exit();
}
let t = performance.now();
const clean = await cleanStudy(engine, n);
console.log(
  JSON.stringify(clean.byRule, null, 1),
  clean.contradicted.length,
  clean.contradicted.slice(0, 20),
  clean.judged,
  performance.now() - t,
);
t = performance.now();
const planted = await plantedStudy(engine, Number(process.argv[4] ?? 20));
console.table(planted.kinds);
console.log(performance.now() - t);
const only = process.argv[5] ?? "";
for (const one of planted.missed.filter(({ kind }) => kind.startsWith(only)))
  console.log("MISSED", JSON.stringify(one));
for (const one of planted.unproven.filter(({ kind }) => kind.startsWith(only)))
  console.log("UNPROVEN", JSON.stringify(one));
