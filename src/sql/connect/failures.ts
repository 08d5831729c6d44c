/** Errors of engines, in the engine's own words without secrets. */
import { DataError } from "../../base/errors.js";

/** Whose error it is. */
interface Whose {
  readonly shown: string;
  readonly redacted: (text: string) => string;
}

const LINES = 3;
const CHARACTERS = 300;

/** The beginning of a statement, for a message. */
export function excerpt(sql: string): string {
  const lines = sql.trim().split("\n").slice(0, LINES).join("\n");
  return lines.length > CHARACTERS ? `${lines.slice(0, CHARACTERS)}...` : lines;
}

/** What went wrong, of an error of Node or a client: several addresses of one name fail together, without words of their own. */
export function wordsOf(error: Error): string {
  const several = error instanceof AggregateError ? error.errors.map(({ message }: Error) => message) : [];
  return error.message || several.join("; ") || error.name;
}

/** The engine refused a statement, or failed in it. `code` is the engine's own. */
export const queryFailed = (whose: Whose, words: string, sql: string, code?: string | number): DataError =>
  new DataError(
    "engine_query",
    `${whose.shown}: ${said(whose, words)}.${sql === "" ? "" : ` The statement was: ${excerpt(whose.redacted(sql))}`}`,
    {
      ...{ got: said(whose, words), engine: whose.shown, statement: whose.redacted(sql) },
      ...(code === undefined ? {} : { engine_code: code }),
    },
  );

/** The engine, or a server it needs, can't be reached any more, or never could. */
export const engineLost = (whose: Whose, words: string, code?: string | number): DataError =>
  new DataError(
    "engine_lost",
    `${whose.shown} can't be reached: ${said(whose, words)}. Nothing was computed from a part of the data; try again once it is back.`,
    {
      ...{ got: said(whose, words), expected: "a connection", engine: whose.shown },
      ...(code === undefined ? {} : { engine_code: code }),
    },
  );

/** The engine does not let this user in. */
export const credentialsRefused = (whose: Whose, words: string, variable: string): DataError =>
  new DataError(
    "engine_credentials",
    `${whose.shown} refuses the user or the secret: ${said(whose, words)}. Secrets are read from the environment variable ${variable}.`,
    { got: said(whose, words), expected: "credentials the engine accepts", engine: whose.shown },
  );

/** An answer that is not whole. */
export const answerCut = (whose: Whose, got: number, announced: number): DataError =>
  new DataError("engine_lost", `${whose.shown} announced ${announced} rows and sent ${got}: the answer is not whole.`, {
    ...{ got, expected: announced, engine: whose.shown },
  });

const said = ({ redacted }: Whose, words: string): string => redacted(words).trim().replace(/\.$/, "");
