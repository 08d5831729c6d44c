/**
 * A Trino of one coordinator and two workers: tables over files of Parquet with a metastore of files (catalog hive), tables in memory
 * (catalog memory), http and https. Prints addresses, what users hold, the folder of the files and the workers' process ids.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetched, freePort, run, scratch, serve, server, skip, until } from "../serve.mjs";
import { doors, properties, USER } from "./doors.mjs";

/** The last version whose server is on Maven, and the oldest Java it runs on. */
const VERSION = 476;
const JAVA = 24;
const MAVEN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
const PLUGINS = ["hive", "memory"];

/** Options of each Java: small, soon at work, and what Trino asks for. */
const OPTIONS = [
  ...["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"],
  ...["-Xmx1536M", "-XX:ReservedCodeCacheSize=256M", "-Dfile.encoding=UTF-8", "--enable-native-access=ALL-UNNAMED"],
  ...["-XX:+ExitOnOutOfMemoryError", "-XX:+EnableDynamicAgentLoading", "-Djdk.attach.allowAttachSelf=true"],
];

/** A Java that is new enough: that of JAVA_HOME, one where Debian puts them, or that of the path. */
function java() {
  const debian = "/usr/lib/jvm";
  const homes = existsSync(debian) ? readdirSync(debian).map((name) => join(debian, name)) : [];
  if (process.env.JAVA_HOME) homes.unshift(process.env.JAVA_HOME);
  const isNew = (/** @type {string} */ path) => {
    try {
      return Number(/\d+/.exec(run(path, ["--version"]))?.[0]) >= JAVA;
    } catch {
      return false;
    }
  };
  const found = [...homes.map((home) => join(home, "bin", "java")), "java"].find(isNew);
  return found ?? skip(`Trino ${VERSION} needs Java ${JAVA} or newer: none in JAVA_HOME, ${debian} or the path`);
}

/** The server without plugins. Maven's own unpacking makes empty files of the archive's hard links. */
const core = () =>
  fetched(`trino-${VERSION}/core`, (folder) => {
    maven("copy", `trino-server-core:${VERSION}:tar.gz`, folder);
    const archive = `trino-server-core-${VERSION}.tar.gz`;
    run("tar", ["-xzf", archive, "--strip-components=1"], { cwd: folder });
    rmSync(join(folder, archive));
  });

/** @param {string} name */
const plugin = (name) =>
  fetched(`trino-${VERSION}/${name}`, (folder) => maven("unpack", `trino-${name}:${VERSION}:zip`, folder));

/**
 * @param {string} goal
 * @param {string} artifact
 * @param {string} cwd where it goes, with what Maven notes about it
 */
function maven(goal, artifact, cwd) {
  const asked = [`-Dartifact=io.trino:${artifact}`, `-DoutputDirectory=${cwd}`];
  run("mvn", ["-B", "-q", `${MAVEN}:${goal}`, ...asked], { cwd });
}

/** @param {string} files */
const catalogs = (files) => ({
  hive: {
    "connector.name": "hive",
    "hive.metastore": "file",
    "hive.metastore.catalog.dir": "local:///meta",
    "fs.native-local.enabled": true,
    "local.location": files,
  },
  memory: { "connector.name": "memory", "memory.max-data-per-node": "256MB" },
});

/**
 * Rows of a statement, asked without any of the library's code.
 * @param {string} base
 * @param {string} sql
 */
async function rowsOf(base, sql) {
  const posted = { method: "POST", body: sql, headers: { "X-Trino-User": USER } };
  let answer = await (await fetch(`${base}/v1/statement`, posted)).json();
  const rows = [];
  for (;;) {
    if (answer.error) throw new Error(answer.error.message);
    rows.push(...(answer.data ?? []));
    if (answer.nextUri === undefined) return rows;
    answer = await (await fetch(answer.nextUri)).json();
  }
}

await serve(async () => {
  const program = java();
  const lib = join(core(), "lib", "*");
  const plugins = PLUGINS.map((name) => join(plugin(name), `trino-${name}-${VERSION}`));
  const root = scratch();
  const made = (/** @type {string} */ name) => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  const files = made("files");
  const pluginFolder = made("plugin");
  run("cp", ["-rs", join(core(), "plugin", "password-authenticators"), ...plugins, pluginFolder]);

  const http = await freePort();
  const https = await freePort();
  const base = `http://127.0.0.1:${http}`;
  const { settings, held } = doors(made("doors"), https);
  const shared = {
    ...{ "node.environment": "test", "node.bind-ip": "127.0.0.1", "node.internal-address": "127.0.0.1" },
    ...{ "plugin.dir": pluginFolder, "discovery.uri": base },
    ...{ "query.max-memory": "1GB", "query.max-memory-per-node": "700MB" },
    // a worker that is gone is given up after seconds, not minutes
    ...{ "query.remote-task.max-error-duration": "15s", "exchange.max-error-duration": "15s" },
    "internal-communication.shared-secret": randomBytes(32).toString("hex"),
  };

  /**
   * @param {string} id
   * @param {number} port
   * @param {Record<string, string | number | boolean>} own
   */
  const node = (id, port, own) => {
    const cwd = made(id);
    const catalog = made(join(id, "catalog"));
    for (const [name, entries] of Object.entries(catalogs(files))) {
      writeFileSync(join(catalog, `${name}.properties`), properties(entries));
    }
    const config = join(cwd, "config.properties");
    const placed = { "node.id": id, "catalog.config-dir": catalog, "http-server.http.port": port };
    writeFileSync(config, properties({ ...shared, ...placed, ...own }));
    const args = [...OPTIONS, `-Dconfig=${config}`, "-cp", lib, "io.trino.server.TrinoServer"];
    return server(program, args, { cwd, log: join(cwd, "log") });
  };
  const coordinating = { coordinator: true, "node-scheduler.include-coordinator": false };
  const coordinator = node("coordinator", http, { ...coordinating, ...settings });
  const working = { coordinator: false };
  const workers = [node("worker1", await freePort(), working), node("worker2", await freePort(), working)];
  const logs = ["coordinator", "worker1", "worker2"].map((id) => join(root, id, "log"));

  const isRunning = () => [coordinator, ...workers].every(({ exitCode }) => exitCode === null);
  await until(async () => {
    if (!isRunning()) return;
    const [[active]] = await rowsOf(base, "SELECT count(*) FROM system.runtime.nodes WHERE state = 'active'");
    if (active !== 3) throw new Error(`${active} of three nodes serve`);
  }, 180_000);
  if (!isRunning()) throw new Error(logs.map((log) => readFileSync(log, "utf8").slice(-3000)).join("\n---\n"));
  return { http, https, files, ...held, workers: workers.map(({ pid }) => pid) };
});
