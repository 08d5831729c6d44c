/**
 * The house's rules, as a linter: data goes down the list of layers, imports go up it; no cycles; only kernels/ imports
 * wasm/; `node:` modules only where files are read or written; inference never imports a model; report sees types only.
 */
const LAYERS = [
  "base",
  "disk",
  "wasm",
  "kernels",
  "table",
  "simulate",
  "panel",
  "formula",
  "design",
  "moments",
  "estimators",
  "inference",
  "models",
  "quality",
  "study",
  "report",
  "sql",
  "worker",
  "cli",
];

/** What each layer may import besides itself and base. */
const MAY_IMPORT = {
  base: [],
  disk: [],
  wasm: [],
  kernels: ["wasm"],
  table: ["disk"],
  simulate: ["kernels", "table"],
  panel: ["table"],
  formula: [],
  design: ["kernels", "table", "panel", "formula"],
  moments: ["kernels", "design"],
  estimators: ["kernels", "design", "moments"],
  inference: ["kernels", "moments", "estimators"],
  models: ["kernels", "table", "panel", "formula", "design", "moments", "estimators", "inference"],
  quality: ["kernels", "table", "panel", "formula", "design", "inference", "models"],
  study: ["kernels", "table", "panel", "models", "quality", "report"],
  report: ["models", "quality", "study"],
  sql: ["disk", "kernels", "table", "panel", "formula", "design", "inference", "quality"],
  worker: ["kernels", "table", "panel", "formula", "models", "quality"],
  cli: [
    "disk",
    "kernels",
    "table",
    "simulate",
    "panel",
    "formula",
    "inference",
    "models",
    "quality",
    "study",
    "report",
    "sql",
  ],
};

/** Layer pairs where only types may be imported. */
const TYPES_ONLY = [
  ["estimators", "design"],
  ["inference", "estimators"],
  ["report", "models"],
  ["report", "quality"],
  ["report", "study"],
];

const layerRules = LAYERS.map((layer) => {
  const allowed = [layer, "base", ...MAY_IMPORT[layer]].join("|");
  return {
    name: `layer-${layer}`,
    severity: "error",
    comment: `${layer}/ imports only ${allowed.replaceAll("|", ", ")}`,
    from: { path: `^src/${layer}/` },
    to: { path: "^src/", pathNot: `^src/(${allowed})/` },
  };
});

const typeRules = TYPES_ONLY.map(([from, to]) => ({
  name: `types-only-${from}-${to}`,
  severity: "error",
  comment: `${from}/ may import only types from ${to}/`,
  from: { path: `^src/${from}/` },
  to: { path: `^src/${to}/`, dependencyTypesNot: ["type-only"] },
}));

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...layerRules,
    ...typeRules,
    {
      name: "node-only-at-the-edge",
      severity: "error",
      comment:
        "node: modules only in node.ts, cli/, disk/, table/node/ and sql/, so that everything else runs in a browser",
      from: { path: "^src/", pathNot: "^src/(cli|disk|sql|table/node)/|^src/node\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "browser-entry",
      severity: "error",
      comment: "the browser-safe entry never reaches Node-only code",
      from: { path: "^src/(index|kernels/index)\\.ts$" },
      to: { path: "^src/(cli|disk|sql|table/node)/|^src/node\\.ts$", reachable: true },
    },
    {
      name: "no-twins-in-product",
      severity: "error",
      comment: "reference twins and problem generators are for tests and benches",
      from: { path: "^src/", pathNot: "^src/kernels/(registry|twins)" },
      to: { path: "^src/kernels/(registry|twins)" },
    },
    {
      name: "sql-from-node-only",
      severity: "error",
      comment: "sql/ works on files: only the command line and the Node entry reach it",
      from: { path: "^src/", pathNot: "^src/(cli|sql)/|^src/node\\.ts$" },
      to: { path: "^src/sql/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".cjs"],
      conditionNames: ["import", "types", "node"],
    },
  },
};
