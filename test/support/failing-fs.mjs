/**
 * Preloaded by a test (node --import): every call of Node's file system named in FAIL_CALLS fails with FAIL_CODE once its path,
 * or the path it has open, contains FAIL_PATH.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { FAIL_CALLS = "", FAIL_CODE = "EIO", FAIL_PATH = "" } = process.env;

const failure = (call, path) =>
  Object.assign(new Error(`${FAIL_CODE}: injected, ${call} '${path}'`), { code: FAIL_CODE, syscall: call, path });

for (const call of FAIL_CALLS.split(",")) {
  const [module, name] = call.startsWith("promises.") ? [fs.promises, call.slice("promises.".length)] : [fs, call];
  const own = module[name];
  module[name] = function (...args) {
    if (!String(args[0]).includes(FAIL_PATH)) return own.apply(this, args);
    if (module === fs.promises) return Promise.reject(failure(name, args[0]));
    throw failure(name, args[0]);
  };
}
syncBuiltinESMExports();
