/**
 * Preloaded by a test (node --import): every call of Node's file system named in FAIL_CALLS fails with FAIL_CODE once its path,
 * or the path it has open, contains FAIL_PATH.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { FAIL_CALLS = "", FAIL_CODE = "EIO", FAIL_PATH = "" } = process.env;

/** @type {(call: string, path: unknown) => Error} */
const failure = (call, path) =>
  Object.assign(new Error(`${FAIL_CODE}: injected, ${call} '${path}'`), { code: FAIL_CODE, syscall: call, path });

for (const call of FAIL_CALLS.split(",")) {
  const isPromise = call.startsWith("promises.");
  const module = /** @type {Record<string, (...args: unknown[]) => unknown>} */ (
    /** @type {unknown} */ (isPromise ? fs.promises : fs)
  );
  const name = call.replace("promises.", "");
  const own = module[name];
  if (own === undefined) throw new Error(`there is no call ${call}`);
  module[name] = function (...args) {
    if (!String(args[0]).includes(FAIL_PATH)) return own.apply(this, args);
    if (isPromise) return Promise.reject(failure(name, args[0]));
    throw failure(name, args[0]);
  };
}
syncBuiltinESMExports();
