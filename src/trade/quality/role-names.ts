/**
 * Roles that no option names and no column bears the name of, found by names columns usually have. Knows
 * nothing of what roles are for.
 */

import { type Note, note } from "../../base/messages.js";
import type { Table } from "../../data/table/table.js";
import { QUALITY_NOTES } from "./messages.js";
import { ROLES, type Role, type RoleColumns } from "./options.js";
import type { Splitter } from "./product-spread.js";

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
