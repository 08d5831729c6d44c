/** Customs rows: a table that has a product, a destination, a year, a value and a quantity, by their usual names. */
import type { Table } from "../../../src/data/table/table.js";
import type { CustomsRoles } from "../protocol.js";

const NAMES: Readonly<Record<keyof CustomsRoles, RegExp>> = {
  product:
    /^(?:product|hs[-_ ]?(?:8|10|6)?(?:[-_ ]?(?:code|digit))?|hs\d?code|cn8|commodity|cmdcode|k|商品编码|产品|税号|商品)$/i,
  dest: /^(?:dest(?:ination)?|country|partner|importer|j|目的国|目的地|国家|贸易伙伴)$/i,
  year: /^(?:year|t|yr|年|年份|年度)$/i,
  value: /^(?:value|v|v_usd|export_value|fob|amount|美元|金额|出口额|贸易额)$/i,
  quantity: /^(?:quantity|qty|q|q_kg|netwgt|数量|出口量)$/i,
  firm: /^(?:firm|firm_?id|company|exporter|party_?id|i|企业|企业代码|公司)$/i,
  city: /^(?:city|origin_city|城市|地级市)$/i,
  province: /^(?:province|省|省份)$/i,
};
const NEEDED = ["product", "dest", "year", "value", "quantity"] as const;
const OTHERS = ["firm", "city", "province"] as const;

/** The columns of customs rows; null where one that is needed is not there, or holds no numbers where numbers are needed. */
export function customsRoles(table: Pick<Table, "columns">): CustomsRoles | null {
  const named = (role: keyof CustomsRoles): string | undefined =>
    table.columns.find(({ name, kind }) => NAMES[role].test(name) && (kind === "numeric" || !isNumber(role)))?.name;
  const found = [...NEEDED, ...OTHERS].flatMap((role) => {
    const name = named(role);
    return name === undefined ? [] : [[role, name] as const];
  });
  const roles = Object.fromEntries(found) as Partial<CustomsRoles>;
  return NEEDED.every((role) => roles[role] !== undefined) ? (roles as CustomsRoles) : null;
}

const isNumber = (role: keyof CustomsRoles): boolean => ["year", "value", "quantity"].includes(role);
