/** The table of idioms in docs/stata.md, read from the page itself, and the numbers its rows name. */
import { readdirSync, readFileSync } from "node:fs";

export interface Idiom {
  readonly stata: string;
  /** The same as a command of ours. */
  readonly line: string;
  readonly data: string;
  readonly file: string;
  readonly variant: string;
  /** Our coefficient and the reference's. */
  readonly coefficients: readonly (readonly [string, string])[];
}

/** Coefficients and errors by the reference's names; degrees of freedom where the file has them. */
export interface Reference {
  readonly coef: Readonly<Record<string, number>>;
  readonly se: Readonly<Record<string, number>>;
  readonly df?: number;
}

const page = readFileSync(new URL("../../../docs/stata.md", import.meta.url), "utf8");

/** Cells of the rows of the table whose head is `head`, pipes inside code unescaped. */
function rowsBelow(head: string): string[][] {
  const after = page
    .slice(page.indexOf(head) + head.length)
    .split("\n")
    .slice(2);
  const end = after.findIndex((line) => !line.startsWith("|"));
  return after.slice(0, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

const codesIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

export const idioms: readonly Idiom[] = rowsBelow("| Stata | here | data | reference | coefficients |").map((cells) => {
  const [stata, line, data, reference, coefficients] = cells as [string, string, string, string, string];
  const [file, variant] = codesIn(reference) as [string, string];
  return {
    stata: codesIn(stata)[0]!,
    line: codesIn(line)[0]!,
    data: codesIn(data)[0]!,
    file,
    variant,
    coefficients: coefficients.split(/,(?=\s*`)/).map((pair) => {
      const [ours, theirs = ours] = codesIn(pair) as [string, string?];
      return [ours, theirs] as const;
    }),
  };
});

/** Columns made of others, by data: name and expression. */
export const columnsMade: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map(
  rowsBelow("| data | columns made |").map(([data, made]) => [
    codesIn(data!)[0]!,
    codesIn(made!).map((code) => code.split(" = ", 2) as unknown as readonly [string, string]),
  ]),
);

// biome-ignore lint/suspicious/noExplicitAny: files of many programs, each with a shape of its own
type Json = any;

function read(name: string): Json {
  const golden = new URL("../", import.meta.url);
  const found = readdirSync(golden, { recursive: true, encoding: "utf8" }).find((path) =>
    path.endsWith(`/${name}.json`),
  );
  if (found !== undefined) return JSON.parse(readFileSync(new URL(found, golden), "utf8"));
  throw new Error(`no reference ${name}`);
}

/** The numbers `variant` names in the file: `variants ~id`, `se_by_type HC3`, `models between`. */
export function referenceOf({ file, variant, coefficients }: Idiom): Reference {
  const json = read(file);
  const [path, factor] = variant.split(", times sqrt");
  const [kind, ...rest] = path!.split(" ");
  const name = rest.join(" ");
  const scale = factor === undefined ? 1 : Math.sqrt(ratio(factor));
  switch (kind) {
    case "variants": {
      const found = json.variants.find((one: Json) => (one.vcov_arg ?? one.vcov) === name);
      const scaled = Object.entries<number>(found.se).map(([term, error]) => [term, error * scale]);
      return { coef: json.coef, se: Object.fromEntries(scaled), df: found.df_t };
    }
    case "se_by_type":
      return { coef: json.coef, se: json.se_by_type[name], df: json.df_residual };
    case "se_sandwich_HC0":
      return { coef: json.coef, se: json.se_sandwich_HC0 };
    case "stata_cluster":
      return { coef: json.coef, se: json.stata_cluster.se, df: json.stata_cluster.df.x1 };
    case "exact": {
      return { coef: json.coef, se: json.se_iid_exact_df, df: json.df_residual };
    }
    case "glm":
      return { coef: json.coef, se: json.se };
    case "models":
      return { coef: json.models[name].coef, se: json.models[name].se };
    case "algebra": {
      const theirs = coefficients[0]![1];
      const [estimator, error] = rest as [string, string];
      const found = json.algebra[estimator];
      return { coef: { [theirs]: found.coef }, se: { [theirs]: found[error] } };
    }
    default:
      throw new Error(`no such part of ${file}: ${variant}`);
  }
}

/** `(a / b)`. */
function ratio(text: string): number {
  const [, a, b] = /^\((\d+) \/ (\d+)\)$/.exec(text)!;
  return Number(a) / Number(b);
}
