# plm 2.6-5, and lm with sandwich 3.1-1 for the test of xtserial, on panels with gaps, unbalanced and balanced.
# Run in this folder; writes more.json. Rows of each case are named by `rows`, which the test repeats.
suppressMessages({library(plm); library(sandwich)})

num <- function(x) ifelse(is.finite(x), formatC(x, digits = 17, format = "g"), "null")
json <- function(x) {
  if (is.null(x) || length(x) == 0) return("null")
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '": ', vapply(x, json, ""), collapse = ", "), "}"))
  if (is.character(x)) return(paste0('"', gsub('"', '\\\\"', x), '"', collapse = ", "))
  if (!is.null(names(x))) return(paste0("{", paste0('"', names(x), '": ', num(x), collapse = ", "), "}"))
  if (length(x) == 1) num(x) else paste0("[", paste(num(x), collapse = ", "), "]")
}
se <- function(V) sqrt(diag(as.matrix(V)))
quiet <- function(x) tryCatch(suppressWarnings(x), error = function(e) NULL)
h <- function(t) if (is.null(t)) NULL else list(stat = unname(t$statistic)[1], df = unname(t$parameter), p = unname(t$p.value)[1])

thetas <- function(th) { one <- function(v) c(min = min(v), mean = mean(v), max = max(v)); if (is.list(th)) lapply(th, one) else list(one = one(th)) }
model <- function(f, P, ...) {
  m <- quiet(plm(f, P, ...)); if (is.null(m)) return(NULL)
  s <- summary(m); e <- m$ercomp
  robust <- m$args$model != "between"
  c(list(coef = coef(m), se = se(vcov(m)), p = setNames(s$coefficients[, 4], rownames(s$coefficients)), nobs = nobs(m), df_residual = m$df.residual,
    r2 = unname(s$r.squared["rsq"]), adj_r2 = unname(s$r.squared["adjrsq"]), ssr = sum(residuals(m)^2),
    overall = list(stat = unname(s$fstatistic$statistic), df = unname(s$fstatistic$parameter), p = unname(s$fstatistic$p.value))),
    if (!is.null(e)) list(sigma2 = unlist(unclass(e$sigma2)), theta = thetas(e$theta)),
    if (robust) list(white1_HC0 = se(vcovHC(m, method = "white1", type = "HC0")),
      arellano_HC0 = se(vcovHC(m, method = "arellano", type = "HC0")), arellano_sss = se(vcovHC(m, method = "arellano", type = "sss")),
      time_HC0 = se(vcovHC(m, method = "arellano", type = "HC0", cluster = "time")), double_HC0 = se(vcovDC(m, type = "HC0"))))
}

# Drukker (2003): differences and lags by time, no constant, errors clustered by unit with Stata's factor, rho = -1/2
xtserial <- function(f, d, unit, time) {
  X <- model.matrix(f, d)[, -1, drop = FALSE]; y <- model.response(model.frame(f, d)); u <- d[[unit]]; t <- d[[time]]
  before <- function(u, t) match(paste(u, t - 1), paste(u, t))
  b <- before(u, t); ok <- !is.na(b); dX <- (X - X[b, , drop = FALSE])[ok, , drop = FALSE]; dy <- (y - y[b])[ok]
  u <- u[ok]; t <- t[ok]; keep <- apply(dX, 2, function(x) any(x != 0)); e <- residuals(lm(dy ~ dX[, keep] - 1))
  l <- unname(e[before(u, t)]); ok <- !is.na(l); D <- data.frame(e = e[ok], l = l[ok], u = u[ok])
  q <- lm(e ~ l - 1, D); V <- vcovCL(q, cluster = D$u, type = "HC1"); G <- length(unique(D$u))
  stat <- unname((coef(q) + 0.5)^2 / V[1, 1])
  list(stat = stat, df = c(1, G - 1), p = pf(stat, 1, G - 1, lower.tail = FALSE), rho = unname(coef(q)), nobs = nrow(D))
}

# lm on plm's own transformed columns. phtest(method = "aux") is the same in balanced panels (checked below), but not where
# the constant varies once transformed (it puts a plain one), nor with a regressor constant in time (the order of terms matters).
aux <- function(r, w, unit, vcov) {
  if (is.null(r)) return(NULL)
  y <- as.numeric(pmodel.response(r)); X <- as.matrix(model.matrix(r)); W <- as.matrix(model.matrix(w))[, names(coef(w)), drop = FALSE]
  m <- lm(y ~ X + W - 1); k <- ncol(X) + seq_len(ncol(W)); b <- coef(m)[k]
  V <- (if (is.null(vcov)) vcovCL(m, cluster = unit, type = "HC0", cadjust = FALSE) else vcov(m))[k, k]
  stat <- drop(b %*% solve(V, b)); list(stat = stat, df = length(b), p = pchisq(stat, length(b), lower.tail = FALSE))
}

tests <- function(f, P, d, unit, time) {
  w <- plm(f, P); p <- plm(f, P, model = "pooling"); r <- quiet(plm(f, P, model = "random"))
  wt <- plm(f, P, effect = "time"); w2 <- quiet(plm(f, P, effect = "twoways"))
  out <- list(hausman = h(quiet(phtest(w, r))), hausman_time = h(quiet(phtest(wt, plm(f, P, model = "random", effect = "time")))),
    hausman_aux_iid = aux(r, w, d[[unit]], vcov), hausman_aux_arellano = aux(r, w, d[[unit]], NULL),
    F_individual = h(pFtest(w, p)), F_time = h(pFtest(wt, p)), F_twoways = h(pFtest(w2, p)), F_time_given_individual = h(pFtest(w2, w)))
  for (e in c("individual", "time", "twoways")) for (t in c("bp", "honda", "kw", "ghm")) out[[paste0(t, "_", e)]] <- h(quiet(plmtest(p, effect = e, type = t)))
  out$ghm_twoways$df <- NULL
  for (t in c("cd", "lm", "sclm", "rho", "absrho")) { out[[paste0(t, "_within")]] <- h(quiet(pcdtest(w, test = t))); out[[paste0(t, "_pooling")]] <- h(quiet(pcdtest(p, test = t))); out[[paste0(t, "_twoways")]] <- h(quiet(pcdtest(w2, test = t))) }
  c(out, list(wooldridge_ar_fe = h(quiet(pwartest(w))), wooldridge_fd = h(quiet(pwfdtest(f, data = P))),
    wooldridge_fd_fe = h(quiet(pwfdtest(f, data = P, h0 = "fe"))), wooldridge_effects = h(quiet(pwtest(p))),
    xtserial = quiet(xtserial(f, d, unit, time))))
}

one <- function(id, file, rows, d, f, unit, time) {
  P <- pdata.frame(d, index = c(unit, time))
  models <- list(pooling = model(f, P, model = "pooling"))
  for (e in c("individual", "time", "twoways")) models[[paste0("within_", e)]] <- model(f, P, model = "within", effect = e)
  for (e in c("individual", "time")) models[[paste0("between_", e)]] <- model(f, P, model = "between", effect = e)
  models$fd_individual <- model(f, P, model = "fd")
  for (e in c("individual", "time", "twoways")) for (m in c("swar", "walhus", "amemiya", "nerlove"))
    models[[paste0("random_", e, "_", m)]] <- model(f, P, model = "random", effect = e, random.method = m)
  models$within_individual[c("white1_HC0", "arellano_HC0", "arellano_sss", "time_HC0", "double_HC0")] <- NULL
  list(id = id, data = file, rows = rows, formula = gsub(" +", " ", paste(deparse(f), collapse = "")), unit = unit, time = time,
    nrow = nrow(d), models = Filter(Negate(is.null), models), tests = Filter(Negate(is.null), tests(f, P, d, unit, time)))
}

E <- read.csv(gzfile("../data/EmplUK.csv.gz")); B <- read.csv(gzfile("../data/base_did.csv.gz")); S <- read.csv(gzfile("../data/smartcity_sim.csv.gz"))
B$tp <- B$treat * B$post
fE <- log(emp) ~ log(wage) + log(capital) + log(output)
gaps <- !((E$firm %% 7 == 0 & E$year == 1980) | (E$firm %% 5 == 1 & E$year %in% c(1979, 1981)))
thin <- (3 * E$firm + 2 * E$year) %% 7 < 3
local({ P <- pdata.frame(B, index = c("id", "period")); f <- y ~ x1 + tp; r <- plm(f, P, model = "random"); w <- plm(f, P)
  same <- function(a, b) stopifnot(isTRUE(all.equal(a$stat, unname(b$statistic), tolerance = 1e-10)))
  same(aux(r, w, B$id, vcov), phtest(f, data = P, method = "aux"))
  same(aux(r, w, B$id, NULL), phtest(f, data = P, method = "aux", vcov = function(x) vcovHC(x, method = "arellano", type = "HC0"))) })
cases <- list(
  one("gaps", "EmplUK", "not (firm mod 7 = 0 and year = 1980, or firm mod 5 = 1 and year in 1979, 1981)", E[gaps, ], fE, "firm", "year"),
  one("thin", "EmplUK", "(3 firm + 2 year) mod 7 < 3", E[thin, ], fE, "firm", "year"),
  one("unbalanced", "EmplUK", "all", E, fE, "firm", "year"),
  one("balanced", "base_did", "all", B, y ~ x1 + tp, "id", "period"),
  one("no-effect", "base_did", "id < 40", B[B$id < 40, ], x1 ~ y, "id", "period"),
  one("city", "smartcity_sim", "all", S, quality ~ did + eco + fin + open + rugged, "city", "year"),
  one("city-gaps", "smartcity_sim", "(7 city + 3 year) mod 11 <> 0", S[(7 * S$city + 3 * S$year) %% 11 != 0, ], quality ~ did + eco + fin + open + rugged, "city", "year"))
cat("[\n", paste(vapply(cases, json, ""), collapse = ",\n"), "\n]\n", sep = "", file = "more.json")
