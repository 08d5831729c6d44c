# The doubly robust effect on the treated and its error, without any formula for the influence of a row: score, regression
# and the two means are the solution of one system of moments, solved by glm and lm; the covariance is the sandwich of the
# system, its derivative by central differences. The score's own block is its expected information, as glm reports it.
# Run in this folder. Writes expected/doubly_robust.json.
d <- read.csv(gzfile("../data/lalonde.csv.gz"))
d$race <- factor(d$race, levels = c("black", "hispan", "white"))
X <- model.matrix(~ age + educ + race + married + nodegree + re74 + re75, d)
k <- ncol(X); n <- nrow(d); D <- d$treat; y <- d$re78
out <- list()
for (link in c("logit", "probit")) {
  g <- glm(D ~ X - 1, family = binomial(link), control = glm.control(epsilon = 1e-14, maxit = 100))
  for (i in 1:20) g <- glm(D ~ X - 1, family = binomial(link), start = coef(g), control = glm.control(epsilon = 1e-14, maxit = 100))
  inv <- g$family$linkinv; dens <- g$family$mu.eta
  r <- lm(y ~ X - 1, subset = D == 0)
  moments <- function(theta) {
    b <- theta[1:k]; m <- theta[k + 1:k]; gap <- theta[2 * k + 1]; rest <- theta[2 * k + 2]
    eta <- drop(X %*% b); p <- inv(eta); e <- y - drop(X %*% m); w <- (1 - D) * p / (1 - p)
    cbind(X * ((D - p) * dens(eta) / (p * (1 - p))), X * ((1 - D) * e), D * (e - gap), w * (e - rest))
  }
  p <- fitted(g); e <- y - drop(X %*% coef(r)); w <- (1 - D) * p / (1 - p)
  theta <- c(coef(g), coef(r), mean(e[D == 1]), sum(w * e) / sum(w))
  A <- matrix(0, 2 * k + 2, 2 * k + 2)
  for (j in seq_along(theta)) {
    h <- 1e-5 * max(abs(theta[j]), 1e-3) ; up <- down <- theta; up[j] <- up[j] + h; down[j] <- down[j] - h
    # Richardson: central differences at h and h / 2
    c1 <- (colMeans(moments(up)) - colMeans(moments(down))) / (2 * h)
    up[j] <- theta[j] + h / 2; down[j] <- theta[j] - h / 2
    c2 <- (colMeans(moments(up)) - colMeans(moments(down))) / h
    A[, j] <- (4 * c2 - c1) / 3
  }
  A[1:k, 1:k] <- -crossprod(X * sqrt(dens(predict(g))^2 / (p * (1 - p)))) / n
  # columns scaled to one, or the covariates' units make A singular in floating point
  s <- sqrt(colSums(A^2)); psi <- moments(theta) %*% t(solve(A %*% diag(1 / s), tol = 1e-30)) %*% diag(1 / s)
  infl <- -(psi[, 2 * k + 1] - psi[, 2 * k + 2])
  att <- theta[2 * k + 1] - theta[2 * k + 2]
  out[[link]] <- list(att = att, se = sqrt(sum(infl^2)) / n, first = infl[1:3], last = infl[612:614])
}
num <- function(x) paste(formatC(x, digits = 17, format = "g", width = 1), collapse = ", ")
writeLines(paste0("{\"software\": \"R ", getRversion(), ", glm and lm, stacked moments\",\n", paste(vapply(names(out), function(l)
  paste0("\"", l, "\": {\"att\": ", num(out[[l]]$att), ", \"se\": ", num(out[[l]]$se), ", \"influence_first\": [", num(out[[l]]$first),
    "], \"influence_last\": [", num(out[[l]]$last), "]}"), ""), collapse = ",\n"), "}"), "expected/doubly_robust.json")
