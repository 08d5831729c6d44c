/**
 * A request's answer, without any socket: the page, its files, the list of data, a file of data. All else is refused. What a request must show is
 * that it was sent to this machine by name, by the page itself or by who opened it, and that it knows the token.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { open } from "node:fs/promises";
import { basename, extname } from "node:path";
import { listData, type OpenFile, openData } from "./data-folder.js";
import { pageHeaders } from "./headers.js";
import type { PageFiles } from "./page-files.js";

/** What is served, where. */
export interface Served {
  readonly page: PageFiles;
  /** The folder of data, a real path. */
  readonly folder: string;
  readonly port: number;
  readonly token: string;
}

/** A request, as node:http gives it: names of headers in lower case. */
export interface Asked {
  readonly method: string;
  /** What stands between method and version in its first line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A file that is open is closed by who gets it. */
  readonly body: string | OpenFile | null;
}

const LONGEST = 4_096;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};
const BYTES = "application/octet-stream";

/** Answers one request. */
export async function answer(asked: Asked, served: Served): Promise<Answer> {
  const { status, type, body, more = {} } = await found(asked, served);
  const length = body === null ? 0 : typeof body === "string" ? Buffer.byteLength(body) : body.bytes;
  const headers = {
    ...pageHeaders(served.page.policy),
    "Cache-Control": "no-store",
    "Content-Type": type,
    "Content-Length": String(length),
    ...more,
  };
  if (asked.method !== "HEAD") return { status, headers, body };
  if (body !== null && typeof body !== "string") await body.handle.close();
  return { status, headers, body: null };
}

interface Found {
  readonly status: number;
  readonly type: string;
  readonly body: string | OpenFile | null;
  readonly more?: Readonly<Record<string, string>>;
}

const refusal = (status: number, words: string, more: Readonly<Record<string, string>> = {}): Found => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${words}\n`,
  more,
});
const NOTHING = refusal(404, "There is nothing here.");
const given = (name: string, body: string | OpenFile | undefined): Found =>
  body === undefined ? NOTHING : { status: 200, type: TYPES[extname(name)] ?? BYTES, body };

async function found({ method, target, headers }: Asked, served: Served): Promise<Found> {
  if (method !== "GET" && method !== "HEAD")
    return refusal(405, "Files are read here, not written.", { Allow: "GET, HEAD" });
  if (target.length > LONGEST) return refusal(414, "The address is too long.");
  if (!isSentHere(headers, served)) return refusal(403, "This address is for this machine alone.");
  const names = namesIn(target);
  if (names === undefined || !isToken(names[0]!, served.token)) return NOTHING;
  const [, first, ...rest] = names;
  const isPage = names.length === 2 && first === "";
  if (!isOfPage(headers) && !(isPage && isOpened(headers))) return refusal(403, "Another page asked for this.");
  if (isPage) return given("index.html", served.page.html);
  if (first === undefined) return refusal(308, "The page is one slash further.", { Location: `/${served.token}/` });
  if (first === "data.json" && rest.length === 0) return given(first, JSON.stringify(await listData(served.folder)));
  if (first === "data") return { ...given("", await openData(served.folder, rest)), type: BYTES };
  const path = served.page.paths.get([first, ...rest].join("/"));
  return path === undefined ? NOTHING : given(basename(path), await opened(path));
}

/** The port that addresses leave out. */
const HTTP = 80;

/** Names by which a page of this machine is asked for: any other leads here by a name server that lies (DNS rebinding). */
const isSentHere = ({ host, origin }: Asked["headers"], { port }: Served): boolean =>
  ["127.0.0.1", "localhost"].some(
    (name) =>
      host === (port === HTTP ? name : `${name}:${port}`) && (origin === undefined || origin === `http://${host}`),
  );

/** Whether the page itself asks, or no page does; browsers say so. */
const isOfPage = ({ "sec-fetch-site": site }: Asked["headers"]): boolean =>
  site === undefined || site === "same-origin" || site === "none";

/** Whether a person follows a link, and the answer is shown by itself. */
const isOpened = ({ "sec-fetch-mode": mode, "sec-fetch-dest": dest }: Asked["headers"]): boolean =>
  mode === "navigate" && dest === "document";

/** The names in a path, decoded one by one. Undefined where it is no path, is badly encoded, or has a slash within a name. */
function namesIn(target: string): string[] | undefined {
  if (!target.startsWith("/")) return undefined;
  try {
    const names = target.slice(1).split(/[?#]/, 1)[0]!.split("/").map(decodeURIComponent);
    return names.some((name) => name.includes("/")) ? undefined : names;
  } catch {
    return undefined;
  }
}

/** Compared in a time that does not say how much of it was right. */
const isToken = (text: string, token: string): boolean => timingSafeEqual(hashed(text), hashed(token));
const hashed = (text: string): Buffer => createHash("sha256").update(text).digest();

async function opened(path: string): Promise<OpenFile> {
  const handle = await open(path);
  return { handle, bytes: (await handle.stat()).size };
}
