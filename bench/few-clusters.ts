/** The published study of tests with few treated clusters, resumed where bench/results/few-clusters.json ended. */
import { join } from "node:path";
import { fewClustersTables } from "./results/few-clusters-tables.js";
import { resume } from "./resumed-study.js";
import { fewClustersDesigns, moreReplications, noReplication } from "./size/few-clusters-size.js";

await resume(
  {
    file: join("bench", "results", "few-clusters.json"),
    start: () => fewClustersDesigns.map(noReplication),
    more: moreReplications,
    tables: fewClustersTables,
    replications: 10_000,
  },
  process.argv.slice(2),
);
