/** Sail, which speaks Spark Connect without a JVM, from PyPI: a second server for Spark's client and dialect, not for Spark. */
import { connect } from "node:net";
import { join } from "node:path";
import { fetched, freePort, run, scratch, serve, server, until } from "../serve.mjs";

const PYSAIL = "pysail-0.7.2";

await serve(async () => {
  const packages = fetched(PYSAIL, (partial) => {
    const only = ["--no-deps", "--only-binary", ":all:", "--target", partial];
    run("python3", ["-m", "pip", "install", "-q", ...only, PYSAIL.replace("-", "==")]);
  });
  const folder = scratch();
  const port = await freePort();
  const args = ["-c", "from pysail.cli import main; main()", "spark", "server", "--ip", "127.0.0.1"];
  server("python3", [...args, "--port", String(port)], {
    cwd: folder,
    log: join(folder, "sail.log"),
    env: { ...process.env, PYTHONPATH: packages },
  });
  await until(
    () =>
      new Promise((resolve, reject) => {
        const socket = connect(port, "127.0.0.1").once("error", reject);
        socket.once("connect", () => resolve(socket.destroy()));
      }),
  );
  return { port, files: folder };
});
