# Plausibly exogenous instruments by explicit regressions in fixest, its own small-sample rules and intervals: 2SLS of
# y - Z gamma at the corners of a box, of half of it and of nothing; and normal direct effects.
# Run from this folder: Rscript make-plausibly-exogenous.R
suppressPackageStartupMessages(library(fixest)); setFixest_nthreads(1); setFixest_notes(FALSE)
card <- read.csv("../data/card.csv.gz")
W <- paste(c("exper", "expersq", "black", "south", "smsa", paste0("reg", 661:668), "smsa66"), collapse = " + ")
num <- function(x) sprintf("%.17g", x)
arr <- function(x) paste0("[", paste(num(x), collapse = ", "), "]")
box <- list(nearc4 = c(-0.01, 0.02), nearc2 = c(0, 0.015), fatheduc = c(-0.002, 0.001))
normal <- list(nearc4 = c(0.005, 0.01), nearc2 = c(0, 0.02), fatheduc = c(-0.001, 0.003))
cases <- list(
  list(name = "just", W = W, fe = "", X = "educ", Z = "nearc4", vcov = c("iid", "hetero", "cluster:age")),
  list(name = "over", W = W, fe = "", X = "educ", Z = c("nearc4", "nearc2"), vcov = c("iid", "hetero", "cluster:age")),
  list(name = "weighted effects", W = "exper + expersq + black + smsa", fe = "south + momdad14", X = "educ",
    Z = c("nearc4", "nearc2"), weights = "weight", vcov = c("hetero", "cluster:age")),
  list(name = "two endogenous", W = "black + south + smsa", fe = "", X = c("educ", "exper"),
    Z = c("nearc4", "nearc2", "fatheduc"), vcov = c("iid", "cluster:age")))
formulaOf <- function(k, y) paste(y, "~", k$W, if (k$fe != "") paste("|", k$fe), "|", paste(k$X, collapse = " + "), "~", paste(k$Z, collapse = " + "))
fit <- function(k, vc, gamma) {
  d <- card[complete.cases(card[k$Z]), ]
  d$v <- d$lwage - drop(as.matrix(d[k$Z]) %*% gamma)
  vcov <- if (startsWith(vc, "cluster")) ~age else vc
  weights <- if (is.null(k$weights)) NULL else as.formula(paste("~", k$weights))
  m <- feols(as.formula(formulaOf(k, "v")), d, vcov = vcov, weights = weights, fixef.rm = "none", fixef.tol = 1e-11)
  x <- paste0("fit_", k$X); ci <- confint(m)[x, ]
  list(b = coef(m)[x], se = se(m)[x], low = ci[, 1], high = ci[, 2])
}
out <- c()
for (k in cases) for (vc in k$vcov) {
  J <- length(k$X); none <- rep(0, length(k$Z)); plain <- fit(k, vc, none)
  union <- function(share) {
    corners <- as.matrix(expand.grid(box[k$Z])) * share
    fits <- apply(corners, 1, function(g) fit(k, vc, g), simplify = FALSE)
    of <- function(what, f) sapply(seq_len(J), function(j) f(sapply(fits, function(m) m[[what]][[j]])))
    sapply(seq_len(J), function(j) arr(c(of("b", min)[j], of("b", max)[j], of("low", min)[j], of("high", max)[j])))
  }
  A <- sapply(seq_along(k$Z), function(z) { e <- none; e[z] <- 1; fit(k, vc, e)$b - plain$b })
  A <- matrix(A, nrow = J); belief <- do.call(rbind, normal[k$Z])
  q <- (plain$high - plain$b) / plain$se
  b <- plain$b + drop(A %*% belief[, 1]); s <- sqrt(plain$se^2 + drop(A^2 %*% belief[, 2]^2))
  local <- sapply(seq_len(J), function(j) arr(c(b[j], s[j], b[j] - q[j] * s[j], b[j] + q[j] * s[j])))
  list1 <- function(x) paste0("[", paste(x, collapse = ", "), "]")
  quoted <- function(x) list1(sprintf('"%s"', x))
  out <- c(out, sprintf('{"case": "%s", "formula": "%s", "vcov": "%s", "weights": %s, "endogenous": %s, "instruments": %s,\n  "plain": %s,\n  "union": %s,\n  "half": %s,\n  "local": %s}',
    k$name, formulaOf(k, "lwage"), vc, if (is.null(k$weights)) "null" else sprintf('"%s"', k$weights), quoted(k$X), quoted(k$Z),
    list1(sapply(seq_len(J), function(j) arr(c(plain$b[j], plain$low[j], plain$high[j])))), list1(union(1)), list1(union(0.5)), list1(local)))
}
writeLines(c("[", paste(out, collapse = ",\n"), "]"), "plausibly-exogenous.json")
