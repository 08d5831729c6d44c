/** The published study of tests of the level of clustering, resumed where bench/results/levels.json ended. */
import { join } from "node:path";
import { levelsTables } from "./results/levels-tables.js";
import { resume } from "./resumed-study.js";
import { levelsDesigns, moreReplications, noReplication } from "./size/levels-size.js";

await resume(
  {
    file: join("bench", "results", "levels.json"),
    start: () => levelsDesigns.map(noReplication),
    more: moreReplications,
    tables: levelsTables,
  },
  process.argv.slice(2),
);
