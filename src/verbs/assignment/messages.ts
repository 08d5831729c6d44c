/** What is said of the level at which a treatment was assigned, in English and Chinese. */

import { columnFlag } from "../../base/column-names.js";
import { apart, type FactsOf, listed, messages } from "../../base/messages.js";
import { ownOf } from "../../base/objects.js";

/** A column whose groups are treated alike. */
interface Level {
  readonly column: string;
  readonly groups: number;
  readonly treated: number;
}

/** What a study calls columns; others are called by their names. */
export interface Named {
  readonly names?: Readonly<Record<string, string>> | undefined;
}

/** What a column is called. */
export const calledIn =
  ({ names = {} }: Named) =>
  (column: string): string =>
    ownOf(names, column) ?? column;

interface Open extends Named {
  readonly treatment: string;
  readonly cluster: string;
  readonly clusters: number;
  readonly levels: readonly Level[];
}

interface Below extends Named {
  readonly column: string;
  readonly groups: number;
  /** Null where errors are not clustered. */
  readonly cluster: string | null;
  readonly clusters: number | null;
}

/** Groups up to which there is one of each kind at most: no error can be made at their level. */
export const FEWEST_GROUPS = 2;

/** `city (20 groups, 10 treated)` */
export const levelText = {
  en: ({ column, groups, treated }: Level, named: Named = {}) =>
    `${calledIn(named)(column)} (${groups} groups, ${treated} treated)`,
  zh: ({ column, groups, treated }: Level, named: Named = {}) =>
    `${calledIn(named)(column)}（${groups} 组，其中 ${treated} 组受处理）`,
};

export const ASSIGNMENT_NOTES = messages({
  assignment_level: {
    en: ({ treatment, cluster, clusters, levels, ...named }: Open) =>
      `Errors are clustered by ${calledIn(named)(cluster)} (${clusters} clusters), yet ${calledIn(named)(treatment)} does not vary within ${listed.en(levels.map((level) => levelText.en(level, named)))}. If treatment was assigned at that level, standard errors should be clustered by it. State it with ${columnFlag("assigned-by", levels[0]!.column)} (assigned_by in a study), or with unit if each ${calledIn(named)(cluster)} was assigned on its own.`,
    zh: ({ treatment, cluster, clusters, levels, ...named }) =>
      `标准误按${apart(calledIn(named)(cluster))}聚类（${clusters} 个），而${apart(calledIn(named)(treatment))}在${apart(listed.zh(levels.map((level) => levelText.zh(level, named))))}内不变。若处理在该层级分配，标准误应在该层级聚类。请用 ${columnFlag("assigned-by", levels[0]!.column)}（研究文件中为 assigned_by）说明；若各${apart(calledIn(named)(cluster))}单独分配，则写 unit。`,
  },
  assignment_below: {
    en: ({ column, groups, cluster, clusters, ...named }: Below) =>
      `Treatment was assigned by ${calledIn(named)(column)} (${groups} groups), and errors are ${cluster === null ? "not clustered" : `clustered by ${calledIn(named)(cluster)} (${clusters} clusters)`}: standard errors and p-values below the level of assignment are not valid; ${groups <= FEWEST_GROUPS ? `with ${groups === 1 ? "one group" : "two groups"}, inference at that level needs further assumptions (Donald and Lang 2007; Conley and Taber 2011)` : `cluster by ${calledIn(named)(column)}`}.`,
    zh: ({ column, groups, cluster, clusters, ...named }) =>
      `处理按${apart(calledIn(named)(column))}分配（${groups} 组），而标准误${cluster === null ? "未聚类" : `按${apart(calledIn(named)(cluster))}聚类（${clusters} 个）`}：低于分配层级的标准误与 p 值无效，${groups <= FEWEST_GROUPS ? `而${groups === 1 ? "仅有一组" : "仅有两组"}时，在该层级推断需要进一步假定（Donald 与 Lang 2007；Conley 与 Taber 2011）` : `应按${apart(calledIn(named)(column))}聚类`}。`,
  },
});

declare module "../../base/messages.js" {
  interface NoteFacts extends FactsOf<typeof ASSIGNMENT_NOTES> {}
}
