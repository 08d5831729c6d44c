/**
 * Names as the caller spells them to columns of the table: a name is a column, else a role, else the first
 * digits of the product code. Knows nothing of what the columns are for.
 */
import { bareName } from "../../base/column-names.js";
import { didYouMean, listed } from "../../base/did-you-mean.js";
import { DataError, UsageError } from "../../base/errors.js";
import { type Note, note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import { parseKeys } from "../../formula/parser.js";
import { printFixedEffect, printName } from "../../formula/print.js";
import { QUALITY_NOTES } from "./messages.js";
import { DEFAULT_CELLS, DEFAULT_EFFECTS, type Keys, PREFIXES, ROLES, type Role, type RoleColumns } from "./options.js";
import type { Splitter } from "./product-spread.js";

/** Resolves names against a table. */
export interface Names {
  /** The column that plays `role`. Throws UsageError `unknown_role_column`. */
  role(role: Role): string;
  /** The column that plays `role`, where there is one. */
  roleIfAny(role: Role): string | undefined;
  /** Roles that were given another column, but were taken for the column that bears their name in a key. */
  readonly shadowed: ReadonlySet<Role>;
  /** Roles that no one named, found by the usual names of columns. */
  readonly found: readonly FoundRole[];
  /** Whether `name` is a column of the table, not digits of the product. */
  isColumn(name: string): boolean;
  /** A column that is named for `option`. Throws UsageError `unknown_role_column`. */
  column(name: string, option: string): string;
  /** One key, `a^b`. Throws UsageError `one_key` or `unknown_key`. */
  key(text: string, option: string): Keys;
  /** Effects, `a + b^c`, at least one. Throws UsageError `no_effects` or `unknown_key`, NotSupported for slopes. */
  effects(text: string): readonly Keys[];
}

/** Names in `table`, with columns for roles as `roles` says. */
export function namesOf(table: Table, roles: RoleColumns): Names {
  const found = findRoles(table, roles);
  const role = (which: Role): string => roleColumn(which, table, roles, found);
  const foundFor = (which: Role): boolean => found.found.some((each) => each.role === which);
  const shadowed = new Set<Role>();
  const resolve = (name: string): string => {
    if (table.has(name)) {
      const given = roles[name as Role];
      if (given !== undefined && given !== name) shadowed.add(name as Role);
      return name;
    }
    if ((ROLES as readonly string[]).includes(name)) return role(name as Role);
    if (Object.hasOwn(PREFIXES, name)) return role("product") && name;
    const known = [...table.names, ...ROLES, ...Object.keys(PREFIXES)];
    throw new UsageError(
      "unknown_key",
      `'${name}' is neither a column of ${table.source.name} nor a role${didYouMean(name, known)} ` +
        `Columns: ${listed(table.names)}; roles: ${ROLES.join(", ")}; digits of the product: ${Object.keys(PREFIXES).join(", ")}.`,
      { got: name, expected: table.names },
    );
  };
  return {
    role,
    shadowed,
    found: found.found,
    roleIfAny: (which) => (roles[which] !== undefined || table.has(which) || foundFor(which) ? role(which) : undefined),
    isColumn: (name) => table.has(name),
    column: (name, option) => {
      if (table.has(name)) return name;
      throw unknownColumn(`${option}: ${table.source.name} has no column '${name}'${didYouMean(name, table.names)}`, {
        table,
        name,
      });
    },
    key: (text, option) => {
      const whole = bareName(text);
      if (table.has(whole)) return { written: printName(whole), columns: [whole] };
      const [key, ...more] = parseKeys(text);
      if (key === undefined || more.length > 0) {
        throw new UsageError(
          "one_key",
          `${option}: '${text.trim()}' must be columns combined by ^, such as ${DEFAULT_CELLS}.`,
          { got: text, expected: DEFAULT_CELLS },
        );
      }
      return { written: printFixedEffect(key), columns: key.columns.map(resolve) };
    },
    effects: (text) => {
      const effects = parseKeys(text).map((effect) => ({
        written: printFixedEffect(effect),
        columns: effect.columns.map(resolve),
      }));
      if (effects.length > 0) return effects;
      throw new UsageError("no_effects", `The demand equation needs at least one effect, got '${text}'.`, {
        got: text,
        expected: DEFAULT_EFFECTS,
      });
    },
  };
}

/**
 * The effects of an equation that is estimated separately in every group of `groups`: each crossed with it. Columns of the
 * key come first, so that levels are numbered group by group.
 */
export function crossedWith(effects: readonly Keys[], groups: Keys): readonly Keys[] {
  const crossed = effects.map(({ written, columns }) => {
    const others = columns.filter((name) => !groups.columns.includes(name));
    if (others.length === 0) return groups;
    const whole = others.length === columns.length;
    return {
      written: `${groups.written}^${whole ? written : others.join("^")}`,
      columns: [...groups.columns, ...others],
    };
  });
  return crossed.filter(
    ({ columns }, e) => crossed.findIndex((other) => other.columns.join("\n") === columns.join("\n")) === e,
  );
}

/** Whether two lists of keys are of the same columns. */
export const sameKeys = (a: readonly Keys[], b: readonly Keys[]): boolean =>
  a.length === b.length && a.every(({ columns }, i) => columns.join("\n") === b[i]!.columns.join("\n"));

/** The column that plays `role`. */
function roleColumn(role: Role, table: Table, roles: RoleColumns, { found, several }: FoundRoles): string {
  const given = roles[role];
  const name = given ?? found.find((each) => each.role === role)?.column ?? role;
  if (table.has(name)) return name;
  const rivals = several[role] === undefined ? "" : `${listed(several[role])} could be it; `;
  const message =
    given === undefined
      ? `Which column is the ${role}? ${table.source.name} has none called '${role}'; ${rivals}name it with ${role} (--${role} COLUMN).`
      : `${role}: ${table.source.name} has no column '${given}'${didYouMean(given, table.names)}`;
  throw unknownColumn(message, { table, name: given, role });
}

function unknownColumn(
  message: string,
  { table, name, role }: { readonly table: Table; readonly name: string | undefined; readonly role?: Role },
): UsageError {
  return new UsageError("unknown_role_column", `${message} Columns: ${listed(table.names)}.`, {
    got: name,
    expected: table.names,
    ...(role === undefined ? {} : { role }),
  });
}

// Roles that no option names and no column bears the name of, found by names columns usually have. Knows nothing of what roles
// are for.

/**
 * Names that stand for a role, in lower case without underscores, points and hyphens. Of several columns that fit, none is
 * taken; but of several product codes the finest, which stands first.
 */
const USUAL_NAMES: Readonly<Record<Role, readonly string[]>> = {
  firm: ["firmid", "firmcode", "company", "companyid", "partyid", "exporterid"],
  product: ["hs10", "hts10", "hs8", "cn8", "hs6", "hs4"].flatMap((code) => [code, `${code}code`]),
  dest: ["destination", "destcountry", "destinationcountry", "country", "partner", "partnercountry"],
  year: ["yr"],
  value: ["valueusd", "exportvalue", "fobvalue", "valuefob", "tradevalue"],
  quantity: ["qty", "exportquantity", "tradequantity"],
  city: ["citycode", "cityname", "cityid"],
  province: ["provincecode", "provincename", "provinceid"],
};

/** A role, the column found for it, and coarser product codes that were not taken. */
export interface FoundRole {
  readonly role: Role;
  readonly column: string;
  readonly others: readonly string[];
}

/** Roles found, and for those that more than one column fits, which. */
export interface FoundRoles {
  readonly found: readonly FoundRole[];
  readonly several: { readonly [role in Role]?: readonly string[] };
}

/** Columns for the roles that neither `given` nor a column of their own name settles; never one that is another role's. */
export function findRoles(table: Table, given: RoleColumns): FoundRoles {
  const settled = new Set(ROLES.map((role) => given[role] ?? role).filter((name) => table.has(name)));
  const found: FoundRole[] = [];
  const several: Partial<Record<Role, readonly string[]>> = {};
  for (const role of ROLES) {
    if (given[role] !== undefined || table.has(role)) continue;
    const usual = USUAL_NAMES[role];
    const rank = (name: string): number => usual.indexOf(plain(name));
    const fitting = table.names
      .filter((name) => rank(name) >= 0 && !settled.has(name))
      .sort((a, b) => rank(a) - rank(b));
    const [column, ...others] = fitting;
    if (column === undefined) continue;
    if (others.length > 0 && (role !== "product" || rank(column) === rank(others[0]!))) several[role] = fitting;
    else found.push({ role, column, others });
  }
  return { found, several };
}

/** What readers must know of roles that were found. */
export const foundNotes = (found: readonly FoundRole[]): Note[] =>
  found.map(({ role, column, others }) => note(QUALITY_NOTES, "role_found", { role, column, others }));

/** Names of columns with the unit of quantity. */
const UNIT_NAMES = ["unit", "units", "uom", "qtyunit", "quantityunit", "unitofquantity"];

/** Columns of finer codes than `product` has, by their usual names, and of units of quantity but the one that is used. */
export function splittersOf(table: Table, product: string | undefined, unit: string | undefined): Splitter[] {
  if (product === undefined) return [];
  const rank = (name: string): number => USUAL_NAMES.product.indexOf(plain(name));
  const own = rank(product) < 0 ? Number.POSITIVE_INFINITY : rank(product);
  const [finest] = table.names
    .filter((name) => name !== product && rank(name) >= 0 && rank(name) < own)
    .sort((a, b) => rank(a) - rank(b));
  const units = table.names.filter((name) => UNIT_NAMES.includes(plain(name)));
  return [
    ...(finest === undefined ? [] : [{ kind: "code", column: finest, product } as const]),
    ...(unit !== undefined || units.length !== 1 ? [] : [{ kind: "unit", column: units[0]!, product } as const]),
  ];
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_.\s-]/g, "");

// Which columns an aggregate has besides its key, and what they are called.

/** What an aggregate may add to the means. */
export interface AggregateOptions {
  /** Shares at which quantiles of normalised quality are taken, such as 0.1, 0.5 and 0.9: columns q10, q50, q90. */
  readonly quantiles?: readonly number[];
  /** Whether quantiles weigh rows by value; default false. */
  readonly weightedQuantiles?: boolean;
  /** Adds `mean_of_weighted_terms`, the weighted mean divided once more by the number of rows. Default false. */
  readonly meanOfWeightedTerms?: boolean;
}

/** The column of an aggregate with the share of its largest row in its value. */
export const LARGEST_SHARE = "largest_share";

/** "q10" for 0.1, "q2.5" for 0.025. Throws UsageError `quantile_share` unless `share` lies between 0 and 1. */
export function quantileName(share: number): string {
  if (share >= 0 && share <= 1) return `q${Number((100 * share).toPrecision(12))}`;
  throw new UsageError(
    "quantile_share",
    `Quantiles are asked for by shares from 0 to 1, got ${share}; 0.5 is the median.`,
    { got: share, expected: "0 <= share <= 1" },
  );
}

/** The names of the quantiles at `shares`. Throws UsageError `repeated_quantile` where one comes twice. */
export function quantileNames(shares: readonly number[]): string[] {
  const names = shares.map(quantileName);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again === undefined) return names;
  throw new UsageError("repeated_quantile", `The quantile ${again} is asked for twice; name it once.`, { got: shares });
}

/** Throws DataError `aggregate_name_taken` where a key's column bears the name of one of the columns `added`. */
export function refuseTakenNames(columns: readonly string[], added: readonly string[]): void {
  const taken = added.find((name) => columns.includes(name));
  if (taken === undefined) return;
  throw new DataError(
    "aggregate_name_taken",
    `An aggregate adds columns ${added.join(", ")}, but the key has a column '${taken}'; rename it in the data.`,
    { got: taken, expected: "another name", column: taken },
  );
}
