/**
 * The settings a ClickHouse server gets with every statement, so that no profile of its own makes an answer partial, approximate or stale, and
 * an error is an error. Servers of other ages know other settings: those that a right answer depends on must be there.
 */

type Settings = Readonly<Record<string, string>>;

/** Without one of these an answer may be wrong and look right: a server that does not know them is refused. */
export const REQUIRED: Settings = {
  // 1 leaves the rows of an unreachable shard out
  skip_unavailable_shards: "0",
  // 1 leaves a row a shard where one is due
  distributed_group_by_no_merge: "0",
  fallback_to_stale_replicas_for_distributed_queries: "0",
  // `break` ends early with what there is, `any` counts the first groups alone
  group_by_overflow_mode: "throw",
  timeout_overflow_mode: "throw",
  read_overflow_mode: "throw",
  result_overflow_mode: "throw",
  // else what a LEFT JOIN doesn't find is 0
  join_use_nulls: "1",
};

/** Of these a server gets those it knows: what it doesn't know it doesn't do. */
export const WHERE_KNOWN: Settings = {
  ...{ read_overflow_mode_leaf: "throw", timeout_overflow_mode_leaf: "throw", set_overflow_mode: "throw" },
  ...{ join_overflow_mode: "throw", sort_overflow_mode: "throw", distinct_overflow_mode: "throw" },
  ...{ transfer_overflow_mode: "throw", extremes: "0", limit: "0", offset: "0", use_query_cache: "0" },
  // rows of a unit may lie on two shards, whatever the key of the table says
  optimize_distributed_group_by_sharding_key: "0",
  // a join on each shard alone would lose the pairs between them
  distributed_product_mode: "global",
  max_parallel_replicas: "1",
  cancel_http_readonly_queries_on_client_close: "1",
  ...{ output_format_tsv_crlf_end_of_line: "0", format_tsv_null_representation: "\\N" },
  // sums and windows over no row are NULL, not 0
  aggregate_functions_null_for_empty: "1",
  // else a literal may be the next double, not its own
  precise_float_parsing: "1",
  // wide statements
  ...{ max_ast_elements: "5000000", max_expanded_ast_elements: "5000000" },
};

/** Of the protocol, not of the server's list: an error after the first row would come in the middle of the answer. */
export const PROTOCOL: Settings = { wait_end_of_query: "1" };

/** Reads and sets settings, and nothing else. */
export const READING: Settings = { readonly: "2" };

/** A statement on a distributed table ends when the shards have its rows. */
export const WRITING: Settings = {
  insert_distributed_sync: "1",
  distributed_foreground_insert: "1",
  mutations_sync: "2",
};
