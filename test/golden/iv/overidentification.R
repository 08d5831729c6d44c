# Second source of overidentification.json: R 4.5.0, base functions only. Regressors W stay in every matrix, their moments
# among the moments, so that agreement also shows what partialling them out may do. Dummies of absorbed effects are taken
# out first: with them the covariance of all moments has no inverse under clusters.
# Run from test/golden: Rscript iv/overidentification.R
rows <- function(name) read.csv(gzfile(file.path("data", paste0(name, ".csv.gz"))))

# covariance of the moments A'e: sum of squares by row, by cluster, of two clusterings less the intersection, or classical
score_covariance <- function(A, e, how, by = NULL) {
  s <- A * e
  one <- function(g) crossprod(rowsum(s, g))
  switch(how, iid = sum(e^2) / nrow(A) * crossprod(A), hetero = crossprod(s), cluster = one(by))
}
gmm_step <- function(y, D, A, S) {
  G <- crossprod(A, D); V <- solve(t(G) %*% solve(S, G)); b <- drop(V %*% t(G) %*% solve(S, crossprod(A, y)))
  e <- drop(y - D %*% b); g <- crossprod(A, e)
  list(b = b, e = e, V = V, J = drop(t(g) %*% solve(S, g)))
}
tsls <- function(y, D, A) gmm_step(y, D, A, crossprod(A))
two_step <- function(y, D, A, how, by = NULL) {
  first <- tsls(y, D, A); S <- score_covariance(A, first$e, how, by); c(gmm_step(y, D, A, S), list(S = S))
}
# the sandwich with the scores of the final residual, least squares on W
sandwich <- function(fit, y, X, W, D, A, how, by) {
  e <- qr.resid(qr(W), drop(y - X %*% fit$b[seq_len(ncol(X))]))
  G <- crossprod(A, D); M <- fit$V %*% t(G) %*% solve(fit$S); M %*% score_covariance(A, e, how, by) %*% t(M)
}
record <- function(y, X, W, Z, tested, how, by = NULL, effects = NULL) {
  net <- function(M) { M <- as.matrix(M); if (is.null(effects)) M else qr.resid(effects, M) }
  y <- drop(net(y)); X <- net(X); W <- net(W); Z <- net(Z)
  D <- cbind(X, W); A <- cbind(Z, W); A <- sweep(A, 2, sqrt(colSums(A^2)), "/"); x <- seq_len(ncol(X)); t <- match(tested, colnames(Z))
  full <- two_step(y, D, A, how, by)
  without <- gmm_step(y, D, A[, -t, drop = FALSE], full$S[-t, -t])
  own <- two_step(y, D, A[, -t, drop = FALSE], how, by)
  # endogeneity: X beside the instruments, their submatrix without X
  B <- cbind(A, sweep(X, 2, sqrt(colSums(X^2)), "/")); k <- ncol(A); exogenous <- two_step(y, D, B, how, by)
  instruments_only <- gmm_step(y, D, A, exogenous$S[seq_len(k), seq_len(k)])
  # control function: residuals of the first stages as regressors, sandwich without a small-sample factor
  V <- X - A %*% solve(crossprod(A), crossprod(A, X)); C <- cbind(V, D)
  r <- drop(solve(crossprod(C), crossprod(C, y))); u <- drop(y - C %*% r); H <- solve(crossprod(C))
  S <- score_covariance(C, u, how, by); Vr <- (H %*% S %*% H)[x, x, drop = FALSE]
  w <- setdiff(seq_len(ncol(D)), x); w <- w[seq_len(min(3, length(w)))]
  list(coef = unname(full$b[x]), vcov = unname(full$V[x, x]), sandwich = unname(sandwich(full, y, X, W, D, A, how, by)[x, x]),
       exogenous_coef = unname(full$b[w]), exogenous_se = unname(sqrt(diag(full$V)[w])),
       J = full$J, df = as.numeric(ncol(A) - ncol(D)), tested = tested, C = full$J - without$J, J_without = without$J,
       J_without_own_weight = own$J, endogeneity_C = exogenous$J - instruments_only$J,
       control_function = unname(r[x]), control_function_vcov = unname(Vr),
       control_function_wald = drop(r[x] %*% solve(Vr, r[x])), least_squares = unname(tsls(y, D, D)$b[x]))
}
number <- function(v) {
  one <- function(q) { for (d in 15:17) { s <- trimws(formatC(q, digits = d, format = "g")); if (as.numeric(s) == q) break }; s }
  if (is.character(v)) v <- paste0('"', v, '"') else v <- vapply(as.vector(v), one, "")
  if (length(v) == 1) v else paste0("[", paste(v, collapse = ", "), "]")
}
json <- function(o) {
  one <- function(r, f) paste0(f, "{\n", paste0(f, "  \"", names(r), "\": ", vapply(r, number, ""), collapse = ",\n"), "\n", f, "}")
  files <- vapply(o, function(cases) paste0("{\n", paste0("    \"", names(cases), "\": ", vapply(cases, function(r) trimws(one(r, "    ")), ""), collapse = ",\n"), "\n  }"), "")
  paste0("{\n", paste0("  \"", names(o), "\": ", files, collapse = ",\n"), "\n}\n")
}
three <- function(y, X, W, Z, tested, by = NULL, effects = NULL) {
  if (!is.null(effects)) effects <- qr(effects)
  o <- lapply(c(iid = "iid", hetero = "hetero"), function(how) record(y, X, W, Z, tested, how, effects = effects))
  if (!is.null(by)) o$cluster <- record(y, X, W, Z, tested, "cluster", by, effects)
  o
}

C <- rows("CigarettesSW"); C$rprice <- C$price / C$cpi; C$rincome <- C$income / C$population / C$cpi
C$tdiff <- (C$taxs - C$tax) / C$cpi; C$rtax <- C$tax / C$cpi; c95 <- C[C$year == 1995, ]
panel <- model.matrix(~ factor(state) + factor(year), C)
card <- rows("card"); full <- card[!is.na(card$fatheduc), ]
controls <- c("exper", "expersq", "black", "south", "smsa", paste0("reg", 661:668), "smsa66")
weight <- sqrt(card$weight / mean(card$weight))
E <- rows("EmplUK"); E <- E[order(E$firm, E$year), ]
lagged <- function(x) { z <- c(NA, x[-length(x)]); z[c(TRUE, diff(E$firm) != 0 | diff(E$year) != 1)] <- NA; z }
E$lw1 <- lagged(log(E$wage)); E$lk1 <- lagged(log(E$capital)); E <- E[!is.na(E$lw1), ]
out <- list(
  iv_CigarettesSW_over = three(log(c95$packs), log(c95$rprice), cbind(log(c95$rincome), 1), c95[c("tdiff", "rtax")], "rtax"),
  iv_CigarettesSW_panel_fe = three(log(C$packs), log(C$rprice), log(C$rincome), C[c("tdiff", "rtax")], "tdiff", C$state, panel),
  iv_card_over = three(card$lwage, card$educ, cbind(as.matrix(card[controls]), 1), card[c("nearc4", "nearc2")], "nearc2"),
  iv_card_weighted_fe = three(weight * card$lwage, weight * card$educ, weight * cbind(as.matrix(card[c("exper", "expersq", "black", "smsa", "south", "momdad14")]), 1), weight * card[c("nearc4", "nearc2")], "nearc4"),
  iv_card_two_endogenous = three(full$lwage, full[c("educ", "exper")], cbind(as.matrix(full[c("black", "south", "smsa")]), 1), full[c("nearc4", "nearc2", "fatheduc")], "fatheduc", full$age),
  card_two_surplus = three(full$lwage, full$educ, cbind(as.matrix(full[c("exper", "black", "south", "smsa")]), 1), full[c("nearc4", "nearc2", "fatheduc")], "fatheduc", full$age),
  iv_EmplUK_panel_fe = three(log(E$emp), log(E$wage), log(E$output), setNames(E[c("lw1", "lk1")], c("lw_1", "lk_1")), "lk_1", E$firm, model.matrix(~ factor(firm) + factor(year), E)))
cat(json(out), file = "iv/overidentification.json")
