/** Who may come in to the coordinator by https: a password, a token or a client certificate, all made anew for one run. */
import { createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../serve.mjs";

export const USER = "analyst";
export const PASSWORD = "p@ss:word/1";

/** @param {Record<string, string | number | boolean>} entries */
export const properties = (entries) =>
  Object.entries(entries)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");

/**
 * An authority, a certificate of the server and one of the user, in PEM.
 * @param {string} cwd
 */
function certificates(cwd) {
  /** @param {string[]} args */
  const openssl = (...args) => run("openssl", args, { cwd });
  const request = ["req", "-newkey", "rsa:2048", "-nodes", "-days", "2"];
  openssl(...request, "-x509", "-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.crt");
  const extensions = { server: "subjectAltName=DNS:localhost,IP:127.0.0.1", user: "extendedKeyUsage=clientAuth" };
  for (const [name, extension] of Object.entries(extensions)) {
    const subject = `/CN=${name === "user" ? USER : "localhost"}`;
    openssl(...request, "-subj", subject, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    writeFileSync(join(cwd, `${name}.ext`), `${extension}\n`);
    const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-days", "2", "-in", `${name}.csr`, ...signed, "-out", `${name}.crt`);
  }
  const [key, certificate] = ["server.key", "server.crt"].map((name) => readFileSync(join(cwd, name), "utf8"));
  writeFileSync(join(cwd, "server.pem"), `${key}${certificate}`);
}

/**
 * A line of a password file.
 * @param {string} user
 * @param {string} password
 */
function passwordLine(user, password) {
  const salt = randomBytes(16);
  const hash = pbkdf2Sync(password, salt, 10_000, 20, "sha1");
  return `${user}:10000:${salt.toString("hex")}:${hash.toString("hex")}\n`;
}

/**
 * A JSON Web Token for the user, for a server that knows `key`.
 * @param {Buffer} key
 */
function token(key) {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: USER, exp: Math.floor(Date.now() / 1000) + 86_400 })}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/**
 * Settings of a coordinator that serves https on `port`, with its files in `folder`, and what its users hold.
 * @param {string} folder
 * @param {number} port
 */
export function doors(folder, port) {
  const path = (/** @type {string} */ name) => join(folder, name);
  certificates(folder);
  writeFileSync(path("passwords"), passwordLine(USER, PASSWORD));
  const authenticator = { "password-authenticator.name": "file", "file.password-file": path("passwords") };
  writeFileSync(path("authenticator.properties"), properties(authenticator));
  const key = randomBytes(32);
  writeFileSync(path("jwt.key"), key.toString("base64"));
  const settings = {
    "http-server.https.enabled": true,
    "http-server.https.port": port,
    "http-server.https.keystore.path": path("server.pem"),
    "http-server.https.truststore.path": path("ca.crt"),
    "http-server.authentication.type": "PASSWORD,JWT,CERTIFICATE",
    "http-server.authentication.allow-insecure-over-http": true,
    "http-server.authentication.certificate.user-mapping.pattern": "CN=(.*)",
    "http-server.authentication.jwt.key-file": path("jwt.key"),
    "password-authenticator.config-files": path("authenticator.properties"),
  };
  const held = { user: USER, password: PASSWORD, token: token(key) };
  return { settings, held: { ...held, ca: path("ca.crt"), certificate: path("user.crt"), key: path("user.key") } };
}
