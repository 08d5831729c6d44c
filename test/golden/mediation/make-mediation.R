# Mediation by regressions on dummies in base R's lm: paths, direct and total effect, their clustered covariance across
# equations, and every draw of a pairs cluster bootstrap by rows stacked with fresh identifiers. Run in this folder:
# Rscript make-mediation.R
read <- function(name) read.csv(file.path("..", "data", paste0(name, ".csv.gz")))

# One equation: coefficients, and what each cluster adds to those in `terms`, with fixest's small-sample factor
# (effects nested in clusters not counted but for one parameter).
equation <- function(left, right, data, unit, time, weights, terms) {
  formula <- as.formula(sprintf("%s ~ %s + factor(%s) + factor(%s)", left, paste(right, collapse = " + "), unit, time))
  environment(formula) <- environment()
  data$w <- if (is.null(weights)) 1 else data[[weights]]
  fit <- lm(formula, data = data, weights = w)
  X <- model.matrix(fit)
  X <- X[, !is.na(coef(fit))]
  bread <- solve(crossprod(X * sqrt(data$w)))
  scores <- rowsum(X * (data$w * residuals(fit)), data[[unit]])
  G <- nrow(scores); n <- nrow(X); K <- length(right) + length(unique(data[[time]]))
  factor <- (n - 1) / (n - K) * G / (G - 1)
  list(beta = coef(fit)[terms], psi = sqrt(factor) * (scores %*% bread)[, terms, drop = FALSE],
       u = residuals(fit) * sqrt(data$w))
}

paths <- function(spec, data, unit = spec$unit) {
  m <- spec$mediators; right <- c(spec$treatment, spec$controls)
  one <- function(left, right, terms) equation(left, right, data, unit, spec$time, spec$weights, terms)
  a <- lapply(m, function(each) one(each, right, spec$treatment))
  outcome <- one(spec$y, c(right, m), c(m, spec$treatment))
  total <- one(spec$y, right, spec$treatment)
  theta <- c(sapply(a, function(e) unname(e$beta)), unname(outcome$beta), unname(total$beta))
  psi <- cbind(do.call(cbind, lapply(a, function(e) e$psi)), outcome$psi, total$psi)
  list(theta = theta, psi = psi, rho = sum(a[[1]]$u * total$u) / sqrt(sum(a[[1]]$u^2) * sum(total$u^2)))
}

ends <- function(draws, estimate, psi, level = 0.95) {
  tail <- (1 - level) / 2
  z0 <- qnorm((sum(draws < estimate) + sum(draws == estimate) / 2) / length(draws))
  speed <- sum(psi^3) / (6 * sum(psi^2)^1.5)
  at <- function(a) sapply(c(tail, 1 - tail), function(p) {
    z <- z0 + qnorm(p)
    unname(quantile(draws, pnorm(z0 + z / (1 - a * z)), type = 7))
  })
  c(unname(quantile(draws, c(tail, 1 - tail), type = 7)), at(0), at(speed),
    min(1, 2 * min(1 + sum(draws <= 0), 1 + sum(draws >= 0)) / (1 + length(draws))))
}

run <- function(name, spec, B, seed) {
  data <- read(spec$file)
  for (made in names(spec$make)) data[[made]] <- spec$make[[made]](data)
  found <- paths(spec, data)
  q <- length(spec$mediators); theta <- found$theta
  a <- theta[1:q]; b <- theta[q + 1:q]
  psi <- found$psi[, 1:q, drop = FALSE] %*% diag(b, q) + found$psi[, q + 1:q, drop = FALSE] %*% diag(a, q)
  V <- crossprod(found$psi)
  set.seed(seed)
  units <- sort(unique(data[[spec$unit]])); G <- length(units)
  indices <- t(replicate(B, sample.int(G, G, replace = TRUE)))
  rows <- split(seq_len(nrow(data)), match(data[[spec$unit]], units))
  draws <- t(apply(indices, 1, function(drawn) {
    stacked <- data[unlist(rows[drawn]), ]
    stacked$fresh <- rep(seq_len(G), lengths(rows[drawn]))
    theta <- paths(spec, stacked, "fresh")$theta
    each <- theta[1:q] * theta[q + 1:q]
    c(theta[2 * q + 1], sum(each), theta[2 * q + 2], each)
  }))
  effects <- c(theta[2 * q + 1], sum(a * b), theta[2 * q + 2], a * b)
  all <- cbind(found$psi[, 2 * q + 1], rowSums(psi), found$psi[, 2 * q + 2], psi)
  table <- cbind(effects, sqrt(colSums(all^2)),
                 t(sapply(seq_along(effects), function(j) ends(draws[, j], effects[j], all[, j]))))
  labels <- c("direct", "indirect", "total", paste0("indirect: ", spec$mediators))
  write <- function(x, what, cols) {
    x <- as.data.frame(x); names(x) <- cols
    x[] <- lapply(x, function(v) if (is.numeric(v) && any(v != round(v))) sprintf("%.17g", v) else v)
    write.csv(x, file.path("expected", sprintf("%s_%s.csv", name, what)), row.names = FALSE, quote = FALSE)
  }
  write(cbind(effect = labels, as.data.frame(table)), "effects",
        c("effect", "estimate", "std_error", "low", "high", "bc_low", "bc_high", "bca_low", "bca_high", "p"))
  write(draws, "draws", labels)
  write(indices, "indices", paste0("p", seq_len(G)))
  write(data.frame(t(theta), found$rho), "theta",
        c(paste0("a: ", spec$mediators), paste0("b: ", spec$mediators), "direct", "total", "rho"))
  write(as.data.frame(V), "joint", c(paste0("a: ", spec$mediators), paste0("b: ", spec$mediators), "direct", "total"))
}

run("castle", list(file = "castle", y = "l_homicide", treatment = "post", controls = "l_income",
                   mediators = c("l_police", "unemployrt"), unit = "state", time = "year", weights = "popwt"), 60, 1)
run("smartcity", list(file = "smartcity_sim", y = "quality", treatment = "did", controls = c("eco", "open"),
                      mediators = "fin", unit = "city", time = "year", weights = NULL), 12, 2)
