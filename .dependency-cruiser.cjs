/**
 * The house's rules, as a linter: data goes down the list of rooms, imports go up it; no cycles; only the kernels import the
 * engine's memory; `node:` modules only where files are read or written.
 */
const ROOMS = [
  "base",
  "declare",
  "engine",
  "data",
  "formula",
  "regression",
  "report",
  "verbs",
  "trade",
  "inspect",
  "audit",
  "study",
  "sql",
  "catalogue",
  "worker",
  "library",
  "jobs",
  "cli",
];

/** What each room may import besides itself and base. */
const MAY_IMPORT = {
  base: [],
  declare: ["data"],
  engine: [],
  data: ["engine"],
  formula: [],
  regression: ["declare", "engine", "data", "formula"],
  report: ["regression"],
  verbs: ["declare", "engine", "data", "formula", "regression", "report"],
  trade: ["declare", "engine", "data", "formula", "regression", "report", "verbs"],
  audit: ["declare", "engine", "data", "formula", "regression", "report", "verbs"],
  inspect: ["engine", "data", "formula", "regression", "report", "verbs"],
  study: ["declare", "engine", "data", "formula", "regression", "report", "verbs", "trade", "inspect"],
  sql: ["engine", "data", "formula", "regression", "verbs", "trade"],
  // lists, from declarations of all rooms, what hosts offer and say
  catalogue: [],
  worker: ["declare", "engine", "data", "formula", "regression", "verbs", "trade"],
  library: [
    "declare",
    "engine",
    "data",
    "formula",
    "regression",
    "report",
    "verbs",
    "trade",
    "audit",
    "sql",
    "catalogue",
    "worker",
  ],
  jobs: ["declare", "data"],
  cli: [
    "declare",
    "engine",
    "data",
    "formula",
    "regression",
    "report",
    "verbs",
    "trade",
    "inspect",
    "audit",
    "study",
    "sql",
    "catalogue",
    "jobs",
  ],
};

/** Catalogues of sentences: any room may read one, and it reads base and other catalogues alone. */
const MESSAGES = "^src/(?!worker/).*/messages[.]ts$";

const roomRules = ROOMS.map((room) => {
  const allowed = [room, "base", ...MAY_IMPORT[room]].join("|");
  return {
    name: `room-${room}`,
    severity: "error",
    comment: `${room}/ imports only ${allowed.replaceAll("|", ", ")}`,
    from: { path: `^src/${room}/` },
    to: { path: "^src/", pathNot: [`^src/(${allowed})/`, MESSAGES] },
  };
});

/** The rooms of src/regression: each may import those before it. */
const REGRESSION_ROOMS = [
  "absorb",
  "frame",
  "moments",
  "least-squares",
  "variance",
  "tests",
  "cluster-bootstrap",
  "fixef",
  "record",
];

const regressionRules = REGRESSION_ROOMS.slice(0, -1).map((room, i) => {
  const later = REGRESSION_ROOMS.slice(i + 1).join("|");
  return {
    name: `regression-${room}`,
    severity: "error",
    comment: `regression/${room}/ imports none of ${later.replaceAll("|", ", ")}, nor the options that join them`,
    from: { path: `^src/regression/${room}/` },
    to: { path: `^src/regression/((${later})/|fit-options\\.ts|options\\.ts)` },
  };
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "no file reaches itself by its imports, types included",
      from: {},
      to: { circular: true },
    },
    ...roomRules,
    ...regressionRules,
    {
      name: "messages-state-facts-alone",
      severity: "error",
      comment: "a catalogue of sentences imports base and other catalogues alone",
      from: { path: MESSAGES },
      to: { path: "^src/", pathNot: ["^src/base/", MESSAGES] },
    },
    {
      name: "node-only-at-the-edge",
      severity: "error",
      comment:
        "node: modules only in node.ts, cli/, jobs/, data/disk/, data/files/ and sql/, so that everything else runs in a browser",
      from: { path: "^src/", pathNot: "^src/(cli|jobs|sql|data/disk|data/files)/|^src/node\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "browser-entry",
      severity: "error",
      comment: "the browser-safe entry never reaches Node-only code",
      from: { path: "^src/(index|engine/kernels/index)\\.ts$" },
      to: { path: "^src/(cli|jobs|sql|data/disk|data/files)/|^src/node\\.ts$", pathNot: MESSAGES, reachable: true },
    },
    {
      name: "wasm-from-kernels-only",
      severity: "error",
      comment: "kernels are functions of columns; nobody else sees the engine's memory",
      from: { path: "^src/", pathNot: "^src/engine/" },
      to: { path: "^src/engine/wasm/" },
    },
    {
      name: "no-tests-in-product",
      severity: "error",
      comment: "references and cases are for tests and benches",
      from: { path: "^src/" },
      to: { path: "^test/" },
    },
    {
      name: "sql-from-node-only",
      severity: "error",
      comment: "sql/ works on files: only the command line and the Node entry reach it",
      from: { path: "^src/", pathNot: "^src/(cli|sql)/|^src/(library/)?node\\.ts$" },
      to: { path: "^src/sql/", pathNot: MESSAGES },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^virtual:" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs"],
      conditionNames: ["import", "types", "node"],
    },
  },
};
