/**
 * Spark on this machine: a standalone master, two workers of one executor each, and the Spark Connect server, which asks for a token, from
 * the package pyspark, whose archive of sources has all jars. Streams of answers end after two seconds or 100 KB, to be taken up again.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fetched, freePort, run, scratch, serve, server, skip, until, wordsOf } from "../serve.mjs";

const PYSPARK = "pyspark-4.3.0";
const WORKERS = 2;
const CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer";
const TOKEN = "spark's secret";
const DEPLOY = "org.apache.spark.deploy";

/** SPARK_HOME: nothing of Python is needed to run it. */
function sparkHome() {
  try {
    run("java", ["-version"]);
  } catch (cause) {
    skip(`Java can't be run: ${wordsOf(cause)}`);
  }
  const folder = fetched(PYSPARK, (partial) => {
    const only = ["--no-deps", "--no-binary", "pyspark", "--ignore-requires-python", "-d", partial];
    run("python3", ["-m", "pip", "download", "-q", ...only, PYSPARK.replace("-", "==")]);
    const archive = join(partial, `${PYSPARK}.tar.gz`);
    run("tar", ["xzf", archive, "-C", partial, "--strip-components=1"]);
    run("rm", [archive]);
  });
  return join(folder, "deps");
}

await serve(async () => {
  const home = sparkHome();
  const folder = scratch();
  const files = join(folder, "files");
  mkdirSync(files);
  const [master, port] = [await freePort(), await freePort()];
  /** @param {string} name */
  const log = (name) => join(folder, `${name}.log`);
  /** @type {(name: string, script: string, args: readonly string[]) => import("node:child_process").ChildProcess} */
  const start = (name, script, args) =>
    server(join(home, "bin", script), args, {
      cwd: folder,
      log: log(name),
      env: { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: "127.0.0.1", SPARK_CONNECT_MODE: "0" },
    });

  const here = ["--host", "127.0.0.1", "--webui-port", "0"];
  start("master", "spark-class", [`${DEPLOY}.master.Master`, ...here, "--port", String(master)]);
  const workers = Array.from({ length: WORKERS }, (_, k) => {
    const own = ["-c", "1", "-m", "1g", "-d", join(folder, `worker-${k}`), `spark://127.0.0.1:${master}`];
    return start(`worker-${k}`, "spark-class", [`${DEPLOY}.worker.Worker`, ...here, ...own]);
  });
  const settings = Object.entries({
    "spark.connect.grpc.binding.address": "127.0.0.1",
    "spark.connect.grpc.binding.port": port,
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": false,
    "spark.sql.shuffle.partitions": 4,
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    "spark.connect.authenticate.token": TOKEN,
    "spark.connect.execute.reattachable.senderMaxStreamDuration": "2s",
    "spark.connect.execute.reattachable.senderMaxStreamSize": "100k",
  });
  const driver = start("driver", "spark-submit", [
    ...["--class", CONNECT, "--master", `spark://127.0.0.1:${master}`],
    ...["--driver-memory", "1g", "--executor-memory", "1g"],
    ...settings.flatMap(([name, value]) => ["--conf", `${name}=${value}`]),
  ]);

  await until(async () => {
    const said = existsSync(log("driver")) ? readFileSync(log("driver"), "utf8") : "";
    const executors = said.split("Registered executor").length - 1;
    if (executors < WORKERS || !said.includes("Spark Connect server started")) {
      throw new Error(`Spark has ${executors} of ${WORKERS} executors.\n${said.slice(-3000)}`);
    }
  }, 240_000);
  const pids = workers.map(({ pid }) => pid);
  return { port, files, token: TOKEN, workers: pids, driver: driver.pid };
});
