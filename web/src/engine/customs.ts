/** Customs rows: a table that has a product, a destination, a year, a value and a quantity, by the names that they usually have. */
import type { Table } from "../../../src/data/table/table.js";
import { ROLES } from "../../../src/trade/quality/options.js";
import { findRoles } from "../../../src/trade/quality/plan-names.js";
import type { CustomsRoles } from "../protocol.js";

type Role = keyof CustomsRoles;

/** Names beside those that `quality` finds by itself: of BACI and Comtrade, and Chinese ones. */
const NAMES: Readonly<Record<Role, RegExp>> = {
  product: /^(?:hs[-_ ]?code|hs\d+[-_ ]?digit|commodity|cmdcode|k|商品编码|产品|税号|商品)$/i,
  dest: /^(?:importer|j|目的国|目的地|国家|贸易伙伴)$/i,
  year: /^(?:t|年|年份|年度)$/i,
  value: /^(?:v|v[-_]?usd|fob|amount|美元|金额|出口额|贸易额)$/i,
  quantity: /^(?:q|q[-_]?kg|netwgt|数量|出口量)$/i,
  firm: /^(?:exporter|i|企业|企业代码|公司)$/i,
  city: /^(?:origin[-_]?city|城市|地级市)$/i,
  province: /^(?:省|省份)$/i,
};
const NEEDED = ["product", "dest", "year", "value", "quantity"] as const;
const NUMBERS: readonly Role[] = ["year", "value", "quantity"];

/** The columns of customs rows; null where one that is needed is not there, or holds no numbers where numbers are needed. */
export function customsRoles(table: Table): CustomsRoles | null {
  const { found } = findRoles(table, {});
  const usual = new Map(found.map(({ role, column }) => [role, column]));
  const named = (role: Role): string | undefined => table.names.find((name) => NAMES[role].test(name));
  const columns = ROLES.flatMap((role) => {
    const name = table.has(role) ? role : (usual.get(role) ?? named(role));
    const fits = name !== undefined && (!NUMBERS.includes(role) || table.column(name).kind === "numeric");
    return fits ? [[role, name] as const] : [];
  });
  const roles = Object.fromEntries(columns) as Partial<CustomsRoles>;
  return NEEDED.every((role) => roles[role] !== undefined) ? (roles as CustomsRoles) : null;
}
