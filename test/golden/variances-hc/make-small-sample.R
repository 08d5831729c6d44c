# Variances that look at leverage, by explicit matrices of the formulas and by sandwich, clubSandwich and lm themselves.
# Run in test/golden: Rscript variances-hc/make-small-sample.R
suppressPackageStartupMessages({library(sandwich); library(clubSandwich)})
d <- read.csv(gzfile("data/base_did.csv.gz"))
d <- d[!((7 * d$id + 3 * d$period) %% 11 %in% c(0, 4)), ]
d$tp <- d$treat * d$post
d$wt <- 1 + ((d$id + 2 * d$period) %% 4) / 2
d$block <- d$id %% 9
d$half <- 10 * d$id + (d$period > 5)
d$area <- (d$id * 5 + d$period * d$id) %% 7
keep <- c("x1", "tp")

explicit <- function(m, w, g) {
  X <- model.matrix(m)[, !is.na(coef(m))]; n <- nrow(X); y <- m$model[[1]]
  M <- solve(crossprod(X, w * X)); H <- X %*% M %*% t(w * X); IH <- diag(n) - H; e <- drop(IH %*% y)
  B <- tcrossprod(IH); groups <- split(seq_len(n), g)
  root <- function(S) { v <- eigen((S + t(S)) / 2, symmetric = TRUE); ok <- v$values > 1e-10; v$vectors[, ok, drop = FALSE] %*% (t(v$vectors[, ok, drop = FALSE]) / sqrt(v$values[ok])) }
  A <- lapply(groups, function(i) root(B[i, i, drop = FALSE]))
  scores <- mapply(function(i, a) drop(M %*% t(X[i, , drop = FALSE]) %*% (w[i] * (a %*% e[i]))), groups, A)
  rownames(scores) <- colnames(X)
  df <- sapply(keep, function(k) {
    P <- mapply(function(i, a) drop(t(IH[i, , drop = FALSE]) %*% (a %*% (w[i] * (X[i, , drop = FALSE] %*% M[, k])))), groups, A)
    S <- crossprod(P); sum(diag(S))^2 / sum(S^2) })
  partial <- sapply(keep, function(k) { z <- residuals(lm.wfit(X[, colnames(X) != k], X[, k], w)); sapply(groups, function(i) sum(w[i] * z[i]^2)) / sum(w * z^2) })
  gamma <- sapply(keep, function(k) sapply(groups, function(i) { Z <- sqrt(w[i]) * X[i, , drop = FALSE]; sum((Z %*% M[, k])^2) }))
  G <- length(groups); effective <- apply(gamma, 2, function(v) G / (1 + mean(((v - mean(v)) / mean(v))^2)))
  list(V = tcrossprod(scores)[keep, keep], df = df, leverage = sapply(groups, function(i) sum(diag(H)[i])), partial = partial, effective = effective)
}
without <- function(f, d, g) t(sapply(sort(unique(g)), function(c) { s <- d[g != c, ]; coef(lm(f, s, weights = .w))[keep] }))

model <- function(f, weights) { d$.w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]; list(d = d, m = if (is.null(weights)) lm(f, d) else lm(f, d, weights = .w)) }
hc <- function(f, weights) {
  fit <- model(f, weights); m <- fit$m
  o <- lapply(c(HC0 = "HC0", HC1 = "HC1", HC2 = "HC2", HC3 = "HC3", HC4 = "HC4", HC4m = "HC4m", HC5 = "HC5"), function(t) sqrt(diag(vcovHC(m, type = t)))[keep])
  # HC3 is the jackknife: deletion residuals by refitting without the first rows
  del <- sapply(1:5, function(i) { s <- fit$d[-i, ]; b <- lm(f, s, weights = .w); unname(predict(b, fit$d[i, ]) ) })
  c(o, list(classical = sqrt(diag(vcov(m)))[keep], coef = coef(m)[keep], df_residual = m$df.residual, rank = m$rank, leverage_max = max(hatvalues(m)), deletion_residuals = fit$d$y[1:5] - del))
}
labels <- function(g) paste(sort(unique(g)))
cr <- function(f, weights, by) {
  fit <- model(f, weights); g <- d[[by]]; x <- explicit(fit$m, fit$d$.w, g)
  club <- vcovCR(fit$m, cluster = g, type = "CR2"); test <- coef_test(fit$m, vcov = club, test = "Satterthwaite", coefs = keep)
  stopifnot(all.equal(as.matrix(club)[keep, keep], x$V, tolerance = 1e-7, check.attributes = FALSE), all.equal(test$df_Satt, unname(x$df), tolerance = 1e-6))
  b <- without(f, fit$d, g); away <- sweep(b, 2, coef(fit$m)[keep])
  list(CR2 = sqrt(diag(x$V)), CR2_covariance = x$V[1, 2], CR2_df = x$df, CR2_p = setNames(2 * pt(-abs(coef(fit$m)[keep] / sqrt(diag(x$V))), x$df), keep),
       CR3 = sqrt(colSums(away^2)), without_x1 = b[, "x1"], without_tp = b[, "tp"], leverage = x$leverage, partial_x1 = x$partial[, "x1"], partial_tp = x$partial[, "tp"], effective = x$effective)
}
# CR3 of the castle data with weights: I - H is singular there with dummies for the states, so refits tell
castle <- function() {
  ca <- read.csv(gzfile("data/castle.csv.gz")); f <- l_homicide ~ post + l_police + unemployrt + factor(state) + factor(year); k <- c("post", "l_police", "unemployrt")
  b <- t(sapply(unique(ca$state), function(s) coef(lm(f, ca[ca$state != s, ], weights = popwt))[k])); full <- coef(lm(f, ca, weights = popwt))[k]
  unname(sqrt(colSums(sweep(b, 2, full)^2)))
}
two <- y ~ x1 + tp + factor(id) + factor(period); three <- y ~ x1 + tp + factor(id) + factor(period) + factor(area)
out <- list(
  castle_popwt_cr3 = castle(),
  hc = list(two_effects = hc(two, NULL), two_effects_weighted = hc(two, "wt"), three_effects = hc(three, NULL)),
  cr = list(id = cr(two, NULL, "id"), period = cr(two, NULL, "period"), block = cr(two, NULL, "block"), half = cr(two, NULL, "half"),
            half_weighted = cr(two, "wt", "half"), id_weighted = cr(two, "wt", "id"), period_weighted = cr(two, "wt", "period"), block_weighted = cr(two, "wt", "block"),
            three_effects_id = cr(three, NULL, "id")))

number <- function(v) { one <- function(q) { if (is.na(q)) return("null"); for (k in 15:17) { s <- trimws(formatC(q, digits = k, format = "g")); if (as.numeric(s) == q) break }; s }
  t <- vapply(as.vector(v), one, "")
  if (identical(sort(names(v)), sort(keep))) paste0("{", paste0("\"", names(v), "\": ", t, collapse = ", "), "}") else if (length(v) == 1) t else paste0("[", paste(t, collapse = ", "), "]") }
json <- function(o, f = "") if (is.list(o)) paste0("{\n", paste0(f, "  \"", names(o), "\": ", vapply(o, json, "", f = paste0(f, "  ")), collapse = ",\n"), "\n", f, "}") else number(o)
cat(json(out), "\n", file = "variances-hc/small-sample.json", sep = "")
