import { it } from "vitest";
import { loadEngine } from "../../src/kernels/engine.js";
import { bootstrap } from "../../src/models/bootstrap.js";
import { goldenTable } from "../support/golden-table.js";
const show = (r: any) => ({ ...r.observed, boot: r.bootstrap, p: r.p_value, interval: r.interval, ar: r.anderson_rubin, set: JSON.stringify(r.anderson_rubin?.set), notes: r.notes.map((n: any) => n.message), t: r.timing_ms });
it("runs", async () => {
  const asked: string[] = []; const onProgress = (x: any) => { if (x.stage.includes("interval")) asked.push(x.fraction); };const engine = await loadEngine({ threads: 1 });
  const city = await goldenTable("smartcity_sim.csv");
  const card = await goldenTable("card.csv");
  console.log(show(await bootstrap(engine, city, "quality ~ eco + fin + fdi | year | did ~ rugged", { term: "did", cluster: "province", draws: 9999, onProgress })), asked.splice(0).length);
  
  console.log(show(await bootstrap(engine, card, "lwage ~ exper + expersq + black + south + smsa | educ ~ nearc4 + nearc2", { term: "educ", cluster: "age", draws: 9999, onProgress })), asked.splice(0).length);
  await engine.close();
}, 100000);
