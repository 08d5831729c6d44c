# Wild cluster bootstraps of all types under every vector of signs, by full regressions on dummies, beside the p-values
# and draws of fwildclusterboot; and the cluster jackknife by summclust. Run in this folder: Rscript make-wild-types.R
# (packages data.table, jsonlite, fwildclusterboot 0.14.3, summclust 0.7.0; public functions only).
#
# fwildclusterboot multiplies the jackknife variance of the observed t (types 13, 33) by the factor of CV1 and that of its
# draws not: its t and p are recorded, ours are by one rule for both. It has no cluster for a resampling that is neither a
# clustering of errors nor a regressor: there the file holds no entry of it.
#
# A type's first digit says which scores are resampled (3: of estimates without the cluster), its second by which
# variance t and t* are divided (3: cluster jackknife): MacKinnon, Nielsen & Webb (2023), J. of Applied Econometrics 38(5).
suppressMessages({library(fwildclusterboot); library(summclust)})
TIE <- 1e-9

# Rows of the pseudo-inverse: coefficients of a regression of any y on X[rows, ]; 0 for columns without a coefficient.
solver <- function(X, rows) {
  q <- qr(X[rows, , drop = FALSE], tol = 1e-9)
  kept <- q$pivot[seq_len(q$rank)]
  out <- matrix(0, ncol(X), nrow(X))
  out[kept, rows] <- qr.coef(qr(X[rows, kept, drop = FALSE]), diag(length(rows)))
  out
}

# t of each column of Y for coefficient j, less its value under the null. `errors`: clusterings with their signs.
statistics <- function(Y, X, j, null, errors, variance) {
  all <- solver(X, seq_len(nrow(X)))
  beta <- all %*% Y
  if (variance == "1") {
    residual <- Y - X %*% beta
    v <- 0
    for (e in errors) {
      G <- length(unique(e$g))
      score <- rowsum(all[j, ] * residual, e$g)
      v <- v + e$sign * colSums(score^2) * G / (G - 1) * (nrow(X) - 1) / (nrow(X) - ncol(X))
    }
  } else {
    g <- errors[[1]]$g
    G <- length(unique(g))
    v <- 0
    for (c in unique(g)) v <- v + ((solver(X, which(g != c))[j, ] %*% Y)[1, ] - beta[j, ])^2 * (G - 1) / G
  }
  (beta[j, ] - null) / sqrt(ifelse(v > 0, v, NaN))
}

# All draws of one type: bit k of the index, from 0, set gives weight -1 to the k-th cluster of `boot`, ascending.
draws <- function(y, X, j, boot, errors, type, restricted) {
  scores <- substr(type, 1, 1)
  variance <- substr(type, 2, 2)
  g <- match(boot, sort(unique(boot)))
  H <- max(g)
  used <- if (restricted) X[, -j, drop = FALSE] else X
  centre <- if (restricted) 0 else (solver(X, seq_along(y)) %*% y)[j]
  fitted <- used %*% (solver(used, seq_along(y)) %*% y)
  u <- y - fitted
  if (scores == "3") for (c in unique(g)) {
    without <- used %*% (solver(used, which(g != c)) %*% y)
    u[g == c] <- (y - without)[g == c]
  }
  signs <- sapply(0:(2^H - 1), function(i) 1 - 2 * (bitwAnd(i, 2^(0:(H - 1))) > 0))
  statistics(drop(fitted) + drop(u) * signs[g, ], X, j, centre, errors, variance)
}

p_values <- function(t, observed) {
  used <- t[is.finite(t)]
  a <- abs(used)
  b <- abs(observed)
  tail <- function(at_least) 2 * min(at_least(used, observed), at_least(observed, used))
  list(
    t = observed, used = length(used),
    p_inclusive = mean(a >= b - TIE), p_strict = mean(a > b + TIE),
    p_equal_tailed_inclusive = tail(function(x, y) mean(x >= y - TIE)),
    p_equal_tailed_strict = tail(function(x, y) mean(x > y + TIE))
  )
}

numbers <- function(x) sprintf("%.17g", x)
record <- function(id, data, file, formula, term, boot, errors, signs, types, clustid, bootcluster, note) {
  panel_data <<- data # boottest looks for the data where the formula was made
  model <- eval(bquote(lm(.(formula), data = panel_data)))
  X <- model.matrix(model)
  y <- unname(model.response(model.frame(model)))
  j <- match(term, colnames(X))
  clusterings <- Map(function(name, sign) list(g = do.call(paste, data[name]), sign = sign), errors, signs)
  columns <- list()
  out <- list(
    id = id, data_file = file, call = deparse1(formula), term = term, nobs = nrow(X), columns = ncol(X),
    error_clusters = errors, error_signs = signs, boot_cluster = boot, n_boot_clusters = length(unique(data[[boot]])),
    draws_file = paste0(id, "_draws.csv.gz"), note = note, software = software, types = list()
  )
  for (type in types) for (restricted in c(TRUE, FALSE)) {
    name <- paste0(if (restricted) "WCR" else "WCU", type)
    observed <- statistics(matrix(y), X, j, 0, clusterings, substr(type, 2, 2))
    t <- draws(y, X, j, data[[boot]], clusterings, type, restricted)
    columns[[name]] <- numbers(t)
    out$types[[name]] <- p_values(t, observed)
    if (is.null(clustid)) next
    peer <- suppressWarnings(suppressMessages(boottest(
      model, param = term, clustid = clustid, bootcluster = bootcluster, B = 99999, type = "rademacher",
      impose_null = restricted, conf_int = type == "11" && restricted, p_val_type = "two-tailed",
      bootstrap_type = if (type == "11") "fnw11" else type
    )))
    mine <- sort(abs(t[is.finite(t)]))
    theirs <- sort(abs(as.numeric(peer$t_boot)))
    theirs <- theirs[is.finite(theirs)]
    apart <- if (length(mine) == length(theirs)) max(abs(mine - theirs)) else NA
    out$types[[name]]$fwildclusterboot <- list(
      t = as.numeric(peer$t_stat), p = peer$p_val, conf_int = as.numeric(peer$conf_int), largest_difference_of_sorted_draws = apart
    )
    cat(id, name, sprintf("t %.9g (%.9g), p %.6g..%.6g (%.6g), draws differ by %.3g, %d used\n",
      observed, as.numeric(peer$t_stat), out$types[[name]]$p_strict, out$types[[name]]$p_inclusive, peer$p_val, apart, length(mine)))
  }
  table <- data.frame(index = seq_along(columns[[1]]) - 1, columns)
  data.table::fwrite(table, file.path("expected", out$draws_file), quote = FALSE, compress = "gzip", eol = "\n")
  write_json(out, id)
}

write_json <- function(x, id) writeLines(
  jsonlite::toJSON(x, auto_unbox = TRUE, digits = NA, pretty = TRUE, null = "null", na = "null"),
  file.path("expected", paste0(id, ".json"))
)

jackknife <- function(id, data, file, formula, terms, cluster) {
  panel_data <<- data # boottest looks for the data where the formula was made
  model <- eval(bquote(lm(.(formula), data = panel_data)))
  found <- summclust(model, cluster = as.formula(paste("~", cluster)), params = terms)
  V <- vcov_CR3J(model, cluster = as.formula(paste("~", cluster)))
  Vmean <- vcov_CR3J(model, cluster = as.formula(paste("~", cluster)), type = "CRV3J")
  X <- model.matrix(model)
  clusters <- sort(unique(data[[cluster]]))
  without <- sapply(clusters, function(c) coef(lm(formula, data[data[[cluster]] != c, ]))[terms])
  leverage <- sapply(clusters, function(c) sum(hatvalues(model)[data[[cluster]] == c]))
  cat(id, "largest difference of sorted values:", max(abs(apply(without, 1, sort) - apply(found$beta_jack[terms, ], 1, sort))),
    max(abs(sort(leverage) - sort(as.numeric(found$leverage_g)))), "\n")
  write_json(list(
    id = id, data_file = file, call = deparse1(formula), cluster = cluster, software = software,
    note = "CV3 is (G-1)/G times the sum of squares of `without` less the estimate, CV3J less their mean (summclust); `without` and `leverage` by lm, which agree with summclust's",
    coefficients = as.list(coef(model)[terms]),
    CV3 = as.list(sqrt(diag(V)[terms])), CV3J = as.list(sqrt(diag(Vmean)[terms])), clusters = clusters,
    without = lapply(setNames(terms, terms), function(term) unname(without[term, ])), leverage = unname(leverage)
  ), id)
}

software <- paste(
  c("R", "fwildclusterboot", "summclust"),
  c(as.character(getRversion()), as.character(packageVersion("fwildclusterboot")), as.character(packageVersion("summclust")))
)
read <- function(name) read.csv(file.path("../data", paste0(name, ".csv.gz")))
did <- read("base_did")
did$tp <- did$treat * did$post
castle <- read("castle")
castle$grp <- castle$sid %% 9
castle$four <- castle$sid %% 4
castle$eight <- castle$sid %% 8
crime <- l_homicide ~ post + l_police + factor(year)
panel <- y ~ x1 + tp + factor(id) + factor(period)
all_types <- c("11", "13", "31", "33")

if (sys.nframe() == 0) {
  one <- function(id, data, file, formula, term, cluster, note)
    record(id, data, file, formula, term, cluster, list(cluster), list(1), all_types, cluster, cluster, note)
  one("wild_types_castle_grp9", castle, "castle.csv", crime, "post", "grp", "grp = sid mod 9")
  one("wild_types_base_did_period_tp", did, "base_did.csv", panel, "tp", "period", "tp = treat * post")
  one("wild_types_base_did_period_x1", did, "base_did.csv", panel, "x1", "period", "tp = treat * post")
  record("wild_types_castle_two_way", castle, "castle.csv", crime, "post", "grp", list("grp", "year", c("grp", "year")),
    list(1, 1, -1), "11", c("grp", "year"), "grp", "grp = sid mod 9; each clustering its own G/(G-1)")
  record("wild_types_castle_coarse_boot", castle, "castle.csv", crime, "post", "grp", list("sid"), list(1), "11", NULL,
    NULL, "grp = sid mod 9: resampled by groups of states, errors by state")
  record("wild_types_castle_subclusters", castle, "castle.csv", crime, "post", "eight", list("four"), list(1), "11",
    NULL, NULL, "four = sid mod 4, eight = sid mod 8: errors by four, resampled by its halves")
  jackknife("jackknife_castle_grp9", castle, "castle.csv", crime, c("post", "l_police"), "grp")
  jackknife("jackknife_base_did_id", did, "base_did.csv", y ~ x1 + tp + factor(period), c("x1", "tp"), "id")
}
