/**
 * A proxy between here and an engine, of the address (`proxy=`) or the environment (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), and agents of
 * node:http that go through it by CONNECT: the proxy sees the engine's name and port, and of an encrypted connection nothing else.
 */
import { Agent as HttpAgent, request } from "node:http";
import { Agent as HttpsAgent, request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import { connect as secureConnect } from "node:tls";
import { UsageError } from "../../base/errors.js";
import type { Environment, ServerEngine } from "./credentials.js";
import { type Tls, tlsOptions } from "./tls.js";

export interface HttpProxy {
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

interface Target {
  readonly engine: ServerEngine;
  readonly host: string;
  readonly tls: Tls | null;
}

/** The proxy to `target`: that of the address, else of the environment for engines that speak HTTP and hosts it does not except. */
export function proxyOf(target: Target, given: string | undefined, environment: Environment): HttpProxy | undefined {
  if (given !== undefined) return parsedProxy(given, "proxy=");
  const variable = target.tls === null ? "http_proxy" : "https_proxy";
  const found = environment[variable] || environment[variable.toUpperCase()];
  if (!found || target.engine === "postgres" || isExcepted(target.host, environment)) return undefined;
  return parsedProxy(found, variable.toUpperCase());
}

function parsedProxy(text: string, where: string): HttpProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    const message = `The proxy of ${where} is no address that begins with http:// or https://.`;
    throw new UsageError("engine_address", message, { expected: "http://proxy:3128" });
  }
  const { username, password } = url;
  [url.username, url.password] = ["", ""];
  const plain = (part: string) => (part === "" ? undefined : decodeURIComponent(part));
  return { url: url.href, user: plain(username), password: plain(password) };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\/.*)$/i;

/** Whether nothing sent to `host` leaves this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** NO_PROXY: names, which stand for all beneath them, or `*`. This machine is always reached directly. */
function isExcepted(host: string, environment: Environment): boolean {
  if (isLoopback(host)) return true;
  const listed = (environment.no_proxy || environment.NO_PROXY || "").split(/[\s,]+/).filter((name) => name !== "");
  return listed.some((name) => name === "*" || `.${host}`.endsWith(`.${name.replace(/^\*?\./, "")}`));
}

/** A connection through `proxy` to `host:port`, before any TLS of its own. */
export function tunnel(proxy: HttpProxy, host: string, port: number, timeout: number): Promise<Socket> {
  const to = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const { url, user, password } = proxy;
  const login =
    user === undefined && password === undefined
      ? {}
      : { "Proxy-Authorization": `Basic ${Buffer.from(`${user ?? ""}:${password ?? ""}`).toString("base64")}` };
  const send = url.startsWith("https:") ? secureRequest : request;
  return new Promise((resolve, reject) => {
    const asked = send(url, { method: "CONNECT", path: to, headers: { Host: to, ...login }, timeout, agent: false });
    asked.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error(`the proxy answered CONNECT ${to} with ${statusCode}`));
    });
    asked.once("response", (answer) => {
      answer.resume();
      reject(new Error(`the proxy answered CONNECT ${to} with ${answer.statusCode}`));
    });
    asked.once("timeout", () => asked.destroy(new Error(`the proxy did not answer within ${timeout / 1000} s`)));
    asked.once("error", reject);
    asked.end();
  });
}

/** The server an agent reaches. */
interface Reached {
  readonly host: string;
  readonly port: number;
  readonly tls: Tls | null;
  readonly proxy: HttpProxy | undefined;
  readonly connectTimeout: number;
}

/** An agent of node:http or node:https for requests to `address`: its TLS, its proxy, connections kept for the next statement. */
export function agentOf(address: Reached): HttpAgent | HttpsAgent {
  const { tls, proxy } = address;
  const options = { keepAlive: true, ...(tls === null ? {} : tlsOptions(tls)) };
  const agent = tls === null ? new HttpAgent(options) : new HttpsAgent(options);
  if (proxy !== undefined) throughProxy(agent, address, proxy);
  return agent;
}

/** What an agent makes a connection by, which the types of Node leave out. */
interface Connecting {
  createConnection: (options: object, done: (error: Error | null, socket?: Socket) => void) => undefined;
}

function throughProxy(agent: HttpAgent, { host, port, tls, connectTimeout }: Reached, proxy: HttpProxy): void {
  (agent as unknown as Connecting).createConnection = (_, done) => {
    tunnel(proxy, host, port, connectTimeout).then(
      (socket) => {
        if (tls === null) return done(null, socket);
        done(null, secureConnect({ socket, ...nameOf(host), ...tlsOptions(tls) }));
      },
      (error: Error) => done(error),
    );
    return undefined;
  };
}

/** The name a certificate is asked for; a number has none. */
const nameOf = (host: string) => (/^[\d.]+$|:/.test(host) ? { host } : { host, servername: host });
