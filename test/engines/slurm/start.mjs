/**
 * A cluster on this machine: munge, one controller of Slurm and three nodes of two cores, of Debian's packages, which are unpacked and not
 * installed. Prints the environment that its programs need, and the process of each node.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { fetched, freePort, run, scratch, serve, server, skip, until } from "../serve.mjs";

const PACKAGES = [
  "slurmctld",
  "slurmd",
  "slurm-client",
  "slurm-wlm-basic-plugins",
  "munge",
  "libmunge2",
  "libhwloc15",
  "liblua5.1-0",
];
const NODES = ["n1", "n2", "n3"];

if (!existsSync("/usr/bin/dpkg")) skip("Slurm is had from packages of Debian, and this is none");
const root = fetched("slurm-wlm", (folder) => {
  const debs = join(folder, "debs");
  mkdirSync(debs);
  run("apt-get", ["download", ...PACKAGES], { cwd: debs });
  for (const deb of readdirSync(debs)) run("dpkg", ["-x", join(debs, deb), folder]);
});
const libraries = readdirSync(join(root, "usr", "lib")).find((name) => name.endsWith("-linux-gnu"));
const plugins = join(root, "usr", "lib", libraries ?? "", "slurm-wlm");
const program = (/** @type {string} */ name) => join(root, "usr", "sbin", name);

/** @param {string} folder */
function environment(folder) {
  return {
    ...process.env,
    SLURM_CONF: join(folder, "slurm.conf"),
    LD_LIBRARY_PATH: [join(plugins, ".."), plugins].join(":"),
    PATH: `${join(root, "usr", "bin")}:${process.env.PATH}`,
  };
}

/** @param {string} folder */
async function configuration(folder) {
  const { username } = userInfo();
  const ports = await Promise.all([...NODES, "controller"].map(freePort));
  const nodes = NODES.map(
    (name, i) =>
      `NodeName=${name} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${ports[i]} CPUs=2 RealMemory=4000 State=UNKNOWN`,
  );
  return [
    "ClusterName=test",
    `SlurmctldHost=${hostname()}(127.0.0.1)`,
    `SlurmctldPort=${ports.at(-1)}`,
    `SlurmUser=${username}`,
    `SlurmdUser=${username}`,
    "AuthType=auth/munge",
    // what is requeued waits until credentials of before have expired
    `AuthInfo=socket=${join(folder, "munge.socket")},cred_expire=5`,
    `PluginDir=${plugins}`,
    `PlugStackConfig=${join(folder, "none.conf")}`,
    `StateSaveLocation=${join(folder, "state")}`,
    `SlurmdSpoolDir=${join(folder, "%n")}`,
    `SlurmctldPidFile=${join(folder, "slurmctld.pid")}`,
    `SlurmdPidFile=${join(folder, "%n.pid")}`,
    "MpiDefault=none",
    "ProctrackType=proctrack/pgid",
    "TaskPlugin=task/none",
    "SelectType=select/cons_tres",
    "SelectTypeParameters=CR_Core_Memory",
    "SlurmdParameters=config_overrides",
    "AccountingStorageType=accounting_storage/none",
    "ReturnToService=2",
    "SlurmdTimeout=4",
    "InactiveLimit=0",
    "KillWait=5",
    "MinJobAge=10",
    "SchedulerParameters=sched_interval=1,batch_sched_delay=1",
    ...nodes,
    `PartitionName=short Nodes=${NODES.join(",")} Default=YES MaxTime=10 State=UP`,
    "",
  ].join("\n");
}

await serve(async () => {
  const folder = scratch();
  chmodSync(folder, 0o755);
  for (const name of ["state", ...NODES]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "munge.key"), randomBytes(1024), { mode: 0o600 });
  writeFileSync(join(folder, "slurm.conf"), await configuration(folder));
  writeFileSync(join(folder, "none.conf"), "");
  const env = environment(folder);
  const started = (/** @type {string} */ name, /** @type {readonly string[]} */ args, log = name) =>
    server(program(name), args, { env, log: join(folder, `${log}.log`) });
  const at = (/** @type {string} */ name) => join(folder, name);
  started("munged", [
    ...["--foreground", "--force", `--key-file=${at("munge.key")}`, `--socket=${at("munge.socket")}`],
    ...[`--pid-file=${at("munged.pid")}`, `--log-file=${at("munged.txt")}`, `--seed-file=${at("munge.seed")}`],
  ]);
  await until(async () => run("munge", ["-n", "-S", at("munge.socket")], { env }));
  started("slurmctld-wlm", ["-D", "-i", "-f", at("slurm.conf")]);
  const slurmd = Object.fromEntries(
    NODES.map((name) => [
      name,
      started("slurmd-wlm", ["-D", "-N", name, "-f", at("slurm.conf"), "-d", program("slurmstepd-wlm")], name).pid,
    ]),
  );
  await until(async () => {
    const states = run("sinfo", ["--noheader", "--Node", "--format=%T"], { env }).trim().split("\n");
    if (states.length !== NODES.length || states.some((state) => state !== "idle"))
      throw new Error(`nodes are ${states}`);
  });
  const { SLURM_CONF, LD_LIBRARY_PATH, PATH } = env;
  return { env: { SLURM_CONF, LD_LIBRARY_PATH, PATH }, slurmd, logs: folder };
});
