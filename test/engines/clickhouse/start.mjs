/**
 * Three nodes of Debian's old ClickHouse (18.16) on loopback, each with a third of a cluster `three`; a cluster `four` lacks a node.
 * Commands: `stop n`, `start n`, by number from 0.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetched, freePort, run, scratch, serve, server, skip, stopped, until } from "../serve.mjs";

const USER = "analyst";
const PASSWORD = "p@ss:word/1";
const NODES = 3;
const LIBRARIES = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu"];

/** @type {{ folder: string, http: number, tcp: number, other: number, child?: import("node:child_process").ChildProcess }[]} */
const nodes = [];
let root = "";

/** Packages of the server and of all it needs that is not installed, unpacked without being installed. */
function installed() {
  if (process.platform !== "linux" || process.arch !== "x64") skip("Debian has ClickHouse for x86-64 alone");
  return fetched("clickhouse-debian", (folder) => {
    const archives = join(folder, "archives");
    mkdirSync(join(archives, "partial"), { recursive: true });
    const only = ["--no-install-recommends", "--download-only", "-o", `Dir::Cache::archives=${archives}`];
    const download = () => run("apt-get", ["install", "-y", "-qq", ...only, "clickhouse-server"]);
    try {
      download();
    } catch {
      run("apt-get", ["update", "-qq"]);
      download();
    }
    const files = readdirSync(archives).filter((name) => name.endsWith(".deb"));
    for (const name of files) run("dpkg", ["-x", join(archives, name), folder]);
    if (!existsSync(join(folder, "usr/sbin/clickhouse-server"))) throw new Error("the packages have no server");
  });
}

const xml = (/** @type {string} */ text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function shard(/** @type {number} */ port) {
  const login = `<user>${USER}</user><password>${xml(PASSWORD)}</password>`;
  return `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port>${login}</replica></shard>`;
}

function configured(/** @type {(typeof nodes)[number]} */ { folder, http, tcp, other }, /** @type {number} */ closed) {
  const three = nodes.map((node) => shard(node.tcp)).join("");
  writeFileSync(
    join(folder, "config.xml"),
    `<yandex>
  <logger><level>warning</level><log>${folder}/server.log</log><errorlog>${folder}/error.log</errorlog></logger>
  <http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${other}</interserver_http_port>
  <interserver_http_host>127.0.0.1</interserver_http_host><listen_host>127.0.0.1</listen_host>
  <path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><user_files_path>${folder}/files/</user_files_path>
  <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
  <mark_cache_size>100000000</mark_cache_size><max_concurrent_queries>50</max_concurrent_queries>
  <timezone>UTC</timezone><mlock_executable>false</mlock_executable>
  <remote_servers><three>${three}</three><four>${three}${shard(closed)}</four></remote_servers>
</yandex>
`,
  );
  const open = "<networks><ip>127.0.0.1</ip></networks><quota>default</quota>";
  const account = (/** @type {string} */ name, /** @type {string} */ profile) =>
    `<${name}><password>${xml(PASSWORD)}</password><profile>${profile}</profile>${open}</${name}>`;
  // the careless profile is what the client must not be misled by
  writeFileSync(
    join(folder, "users.xml"),
    `<yandex>
  <profiles>
    <default><max_memory_usage>2000000000</max_memory_usage></default>
    <careless><skip_unavailable_shards>1</skip_unavailable_shards><max_rows_to_group_by>10</max_rows_to_group_by><group_by_overflow_mode>any</group_by_overflow_mode><extremes>1</extremes></careless>
    <reader><readonly>1</readonly></reader>
  </profiles>
  <users>${account(USER, "default")}${account("careless", "careless")}${account("reader", "reader")}</users>
  <quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
</yandex>
`,
  );
}

async function begin(/** @type {number} */ n) {
  const node = nodes[n];
  if (node === undefined) throw new Error(`there is no node ${n}`);
  const { folder, http } = node;
  const env = { ...process.env, LD_LIBRARY_PATH: LIBRARIES.map((path) => join(root, path)).join(":"), TZ: "UTC" };
  const args = [`--config-file=${folder}/config.xml`, `--pid-file=${folder}/pid`];
  const child = server(join(root, "usr/sbin/clickhouse-server"), args, {
    log: join(folder, "output.log"),
    env,
    cwd: folder,
  });
  node.child = child;
  await until(async () => {
    const logs = ["output.log", "error.log"].map((name) => join(folder, name));
    if (child.exitCode !== null)
      throw new Error(
        run(
          "tail",
          logs.filter((log) => existsSync(log)),
        ),
      );
    if (!(await fetch(`http://127.0.0.1:${http}/ping`)).ok) throw new Error("not yet");
  });
}

await serve(
  async () => {
    root = installed();
    const folder = scratch();
    for (let n = 0; n < NODES; n++) {
      const own = join(folder, `${n}`);
      for (const name of ["data", "tmp", "files"]) mkdirSync(join(own, name), { recursive: true });
      nodes.push({ folder: own, http: await freePort(), tcp: await freePort(), other: await freePort() });
    }
    const closed = await freePort();
    for (const node of nodes) configured(node, closed);
    await Promise.all(nodes.map((_, n) => begin(n)));
    const address = (/** @type {{ http: number }} */ { http }) => `clickhouse://${USER}@127.0.0.1:${http}`;
    return { addresses: nodes.map(address), password: PASSWORD };
  },
  {
    stop: async (n) => {
      const child = nodes[n]?.child;
      child?.kill("SIGKILL");
      if (child !== undefined) await stopped(child);
    },
    start: (n) => begin(n),
  },
);
