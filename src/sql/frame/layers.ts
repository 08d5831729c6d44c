/**
 * Nested selects in which a value that is needed twice is a column, so that a statement grows with the formula and not with its
 * depth. Knows nothing of what the values are.
 */
import type { SqlSource } from "../frame.js";

/** SQL over the columns of a layer; those of a layer are also columns of all above it. */
export interface LayeredSql {
  readonly sql: string;
  /** 0 is the source's relation, of which layer 1 has what it asks for and nothing else. */
  readonly layer: number;
}

/** The layer over which SQL made of `parts` stands. */
export const layerOf = (...parts: readonly LayeredSql[]): number => Math.max(0, ...parts.map(({ layer }) => layer));

export class Layers {
  /** Of each layer but the first, the SQL of its own columns over the one below, and their names. */
  private readonly layers: Map<string, string>[] = [];
  private readonly names = new Set<string>();
  private readonly relation: string;
  private readonly taken: ReadonlySet<string>;
  private count = 0;

  constructor({ relation, columns }: Pick<SqlSource, "relation" | "columns">) {
    this.relation = relation;
    this.taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  }

  /** `value` as a column of the next layer, or as it stands where it is one. */
  column({ sql, layer }: LayeredSql): LayeredSql {
    if (this.names.has(sql)) return { sql, layer };
    while (this.layers.length <= layer) this.layers.push(new Map());
    const columns = this.layers[layer]!;
    let name = columns.get(sql);
    if (name === undefined) {
      name = this.newName();
      columns.set(sql, name);
    }
    return { sql: name, layer: layer + 1 };
  }

  /** None of the source's: to ClickHouse a name means the alias beside it rather than the column. */
  private newName(): string {
    let name: string;
    do name = `v${++this.count}`;
    while (this.taken.has(name));
    this.names.add(name);
    return name;
  }

  /** All layers as a relation with an alias, for what follows FROM. */
  get from(): string {
    return this.layers.reduce((from, columns, layer) => {
      const own = [...columns].map(([sql, name]) => `${sql} AS ${name}`);
      if (layer > 0 && own.length === 0) return from;
      return `(SELECT ${[...(layer === 0 ? [] : ["*"]), ...own].join(", ")} FROM ${from}) AS l${layer + 1}`;
    }, this.relation);
  }
}
