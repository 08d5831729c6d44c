# The wild restricted efficient bootstrap of 2SLS and the Anderson-Rubin bootstrap under every vector of signs, each draw by
# full regressions of fixest. Run in this folder: Rscript make-wild-instruments.R (package fixest 0.12.2; public functions only).
#
# At a null value b0: residuals u1 of y - b0 x on the exogenous part; x on that, the instruments and u1, of which the part
# without u1 is fitted and u2 = x less it; x* = fitted + v u2, y* = b0 x* + (y - b0 x - u1) + v u1 with one sign a cluster;
# t* = (b* - b0) / se* by 2SLS, clustered. Anderson-Rubin: y - b0 x is redrawn by v u1, and the Wald statistic of the
# instruments in it recomputed; F = chi2 (n - L) / (n - 1) (G - 1) / G / kz, L all parameters of that regression.
suppressMessages(library(fixest))
setFixest_notes(FALSE)
setFixest_nthreads(1)
TIE <- 1e-9
RAW <- ssc(adj = FALSE, cluster.adj = FALSE)

numbers <- function(x) sprintf("%.17g", x)

record <- function(id, data, file, y, x, exogenous, instruments, effects, cluster, b0, note) {
  g <- match(data[[cluster]], sort(unique(data[[cluster]])))
  G <- max(g)
  data$g_ <- g
  right <- function(terms) paste0(paste(c("1", terms), collapse = " + "), if (is.null(effects)) "" else paste(" |", paste(effects, collapse = " + ")))
  regress <- function(left, terms, d) feols(as.formula(paste(left, "~", right(terms))), d, fixef.tol = 1e-11, fixef.iter = 1e5)
  equation <- as.formula(paste("y_ ~", right(exogenous), "| x_ ~", paste(instruments, collapse = " + ")))
  two_stage <- function(d) {
    fit <- feols(equation, d, vcov = ~g_, fixef.tol = 1e-11, fixef.iter = 1e5)
    c(coef(fit)[["fit_x_"]], se(fit)[["fit_x_"]])
  }
  data$x_ <- data[[x]]
  data$y_ <- data[[y]]
  fit <- two_stage(data)
  data$held_ <- data$y_ - b0 * data$x_
  u1 <- resid(regress("held_", exogenous, data))
  data$u1_ <- u1
  first <- regress("x_", c(instruments, exogenous, "u1_"), data)
  fitted_x <- fitted(first) - coef(first)[["u1_"]] * u1
  u2 <- data$x_ - fitted_x
  restricted <- data$held_ - u1
  n <- nrow(data)
  kz <- length(instruments)
  ar <- function(d) {
    f <- regress("held_", c(instruments, exogenous), d)
    V <- vcov(f, cluster = ~g_, ssc = RAW)[instruments, instruments]
    b <- coef(f)[instruments]
    L <- degrees_freedom(f, "k", vcov = "iid")
    drop(b %*% solve(V, b)) * (n - L) / (n - 1) * (G - 1) / G / kz
  }
  observed <- ar(data)
  made <- t(sapply(0:(2^G - 1), function(i) {
    v <- (1 - 2 * (bitwAnd(i, 2^(0:(G - 1))) > 0))[g]
    d <- data
    d$x_ <- fitted_x + v * u2
    d$y_ <- b0 * d$x_ + restricted + v * u1
    d$held_ <- restricted + v * u1
    s <- two_stage(d)
    c(t = (s[1] - b0) / s[2], F = ar(d))
  }))
  t0 <- (fit[1] - b0) / fit[2]
  table <- data.frame(index = seq_len(nrow(made)) - 1, t = numbers(made[, 1]), F = numbers(made[, 2]))
  out <- gzfile(file.path("expected", paste0(id, "_draws.csv.gz")))
  write.csv(table, out, quote = FALSE, row.names = FALSE)
  call <- paste0(y, " ~ ", paste(exogenous, collapse = " + "), if (is.null(effects)) "" else paste0(" | ", paste(effects, collapse = " + ")),
    " | ", x, " ~ ", paste(instruments, collapse = " + "))
  text <- c(id = id, data_file = file, call = call, term = x, cluster = cluster, draws_file = paste0(id, "_draws.csv.gz"),
    note = note, software = paste("R", getRversion(), "fixest", packageVersion("fixest")))
  values <- c(value = b0, nobs = n, clusters = G, estimate = fit[1], std_error = fit[2], t = t0,
    p = mean(abs(made[, 1]) >= abs(t0) - TIE), F = observed, p_F = mean(made[, 2] >= observed - TIE))
  lines <- c(sprintf('  "%s": "%s"', names(text), text), sprintf('  "%s": %s', names(values), numbers(values)))
  writeLines(c("{", paste(lines, collapse = ",\n"), "}"), file.path("expected", paste0(id, ".json")))
  print(values)
}

card <- read.csv("../data/card.csv.gz")
record("wre_card_age", card, "card.csv", "lwage", "educ", c("exper", "expersq", "black", "south", "smsa"), c("nearc4", "nearc2"),
  NULL, "age", 0.1, "age: eleven clusters")
city <- read.csv("../data/smartcity_sim.csv.gz")
city$rt <- city$rugged * (city$year - 2009)
city$region <- city$province %% 8
record("wre_smartcity_region", city, "smartcity_sim.csv", "quality", "did", c("eco", "fin"), "rt", c("city", "year"), "region", 0,
  "rt = rugged * (year - 2009), region = province mod 8")
