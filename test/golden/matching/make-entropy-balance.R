# Entropy balancing of lalonde by Newton's method on its dual with explicit matrices, in base R: weights of the controls for
# one, two and three moments and for base weights. Run from this folder: Rscript make-entropy-balance.R
d <- read.csv("../data/lalonde.csv.gz"); t <- d$treat == 1
num <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
# dummies of race without the last level, which the others and the sum of the weights imply
linear <- with(d, cbind(age, educ, race == "black", race == "hispan", married, nodegree, re74, re75))
continuous <- linear[, c(1, 2, 7, 8)]
solve_dual <- function(X, base) {
  X <- scale(X); Z <- sweep(X[!t, ], 2, colMeans(X[t, ])); lambda <- numeric(ncol(Z)); q <- base[!t]
  value <- function(l) { e <- drop(Z %*% l); m <- max(e); m + log(sum(q * exp(e - m))) }
  for (step in 1:500) {
    e <- drop(Z %*% lambda); p <- q * exp(e - max(e)); p <- p / sum(p)
    g <- drop(crossprod(Z, p)); H <- crossprod(Z * sqrt(p)) - tcrossprod(g); s <- -solve(H, g); size <- 1
    while (value(lambda + size * s) > value(lambda) + 1e-15 && size > 1e-6) size <- size / 2
    lambda <- lambda + size * s
    if (max(abs(s)) < 1e-13) break
  }
  p <- q * exp(drop(Z %*% lambda)); p <- p / sum(p) * sum(t)
  stopifnot(max(abs(crossprod(Z, p))) < 1e-9); p
}
powers <- function(m) do.call(cbind, c(list(linear), if (m > 1) lapply(2:m, function(k) scale(continuous)^k)))
one <- rep(1, nrow(d)); base <- 1 + d$age / 10
out <- list(moments1 = solve_dual(powers(1), one), moments2 = solve_dual(powers(2), one), moments3 = solve_dual(powers(3), one),
  moments2_base = solve_dual(powers(2), base))
cat("{\"software\": \"R ", as.character(getRversion()), "\"", sprintf(",\n\"%s\": %s", names(out), sapply(out, num)), "}\n", sep = "", file = "entropy-balance.json")
