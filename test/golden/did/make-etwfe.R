# Wooldridge's regressions with covariates and for counts, written out in fixest: writes expected/etwfe_covariates.json and
# expected/etwfe_poisson.json. Run in this folder.
suppressPackageStartupMessages({library(fixest); library(jsonlite)}); setFixest_nthreads(1); setFixest_notes(FALSE)
setFixest_estimation(fixef.tol = 3e-12, fixef.iter = 200000)
read <- function(name) read.csv(gzfile(sprintf("../data/%s.csv.gz", name)))
castle <- read("castle"); castle$g <- ave(ifelse(castle$post == 1, castle$year, Inf), castle$sid, FUN = min)
mpdta <- read("mpdta"); mpdta$g <- ifelse(mpdta$first.treat == 0, Inf, mpdta$first.treat)
stagg <- read("base_stagg"); stagg$g <- ifelse(stagg$year_treated == 10000, Inf, stagg$year_treated)

# slopes of cells in which the covariate is constant are left out: fixest's test for collinearity misses some of them
# centred at means of cohorts over their cells' rows; average effects by the delta method with the covariates as they are
covariates <- function(d, y, x, unit, weights = NULL) {
  d$cell <- ifelse(is.finite(d$g) & d$year >= d$g, paste0(d$g, "_", d$year), "0"); cells <- sort(setdiff(unique(d$cell), "0"))
  w <- if (is.null(weights)) rep(1, nrow(d)) else d[[weights]]; terms <- character(0); add <- function(n, v) { d[[n]] <<- v; terms <<- c(terms, n) }
  for (k in cells) add(paste0("c", k), as.numeric(d$cell == k))
  centre <- list()
  for (v in x) { const <- all(tapply(d[[v]], d[[unit]], function(z) max(z) - min(z)) == 0)
    if (!const) { add(paste0(v, "_all"), d[[v]]); for (g in sort(unique(d$g[is.finite(d$g)]))) add(paste0(v, "_g", g), d[[v]] * (d$g == g)) }
    for (t in sort(unique(d$year))[-1]) add(paste0(v, "_t", t), d[[v]] * (d$year == t))
    for (k in cells) { of <- d$g == as.numeric(sub("_.*", "", k)); m <- weighted.mean(d[[v]][of], w[of]); centre[[paste(v, k)]] <- m; if (length(unique(d[[v]][d$cell == k])) > 1) add(paste0(v, "_c", k), (d[[v]] - m) * (d$cell == k)) } }
  e <- feols(as.formula(sprintf("%s ~ %s | %s + year", y, paste0("`", terms, "`", collapse = " + "), unit)), d, weights = if (is.null(weights)) NULL else as.formula(paste0("~", weights)), cluster = as.formula(paste0("~", unit)))
  b <- coef(e); names(b) <- gsub("`", "", names(b)); V <- vcov(e); cell <- function(k) { a <- setNames(numeric(length(b)), names(b)); a[paste0("c", k)] <- 1; on <- d$cell == k
    for (v in x) { n <- paste0(v, "_c", k); if (n %in% names(b)) a[n] <- weighted.mean(d[[v]][on], w[on]) - centre[[paste(v, k)]] }; a }
  A <- t(sapply(cells, cell)); n <- sapply(cells, function(k) sum(w[d$cell == k])); s <- drop(n %*% A) / sum(n)
  list(nobs = nobs(e), group = as.numeric(sub("_.*", "", cells)), t = as.numeric(sub(".*_", "", cells)), att = drop(A %*% b), se = sqrt(diag(A %*% V %*% t(A))), simple = list(att = sum(s * b), se = sqrt(drop(s %*% V %*% s))))
}
# counts: effects in levels, the sum of outcomes less what they would be; errors of the coefficients alone
poisson <- function(d, y, unit) {
  d$cell <- ifelse(is.finite(d$g) & d$year >= d$g, paste0(d$g, "_", d$year), "0"); d$y <- d[[y]]
  e <- fepois(as.formula(sprintf("y ~ i(cell, ref = '0') | %s + year", unit)), d, cluster = as.formula(paste0("~", unit)), fixef.tol = 3e-12, glm.tol = 1e-12, glm.iter = 200)
  cells <- sub("^cell::", "", names(coef(e))); mu <- predict(e, d); b <- coef(e)
  att <- sapply(seq_along(cells), function(j) mean(ifelse(is.na(mu), 0, mu * (1 - exp(-b[j])))[d$cell == cells[j]]))
  list(group = as.numeric(sub("_.*", "", cells)), t = as.numeric(sub(".*_", "", cells)), coef = unname(b), coef_se = unname(se(e)), att = att)
}
mpdta$employed <- round(exp(mpdta$lemp))
out <- function(x, file) write(toJSON(x, digits = I(17), auto_unbox = TRUE, pretty = TRUE), file)
out(list(software = paste("fixest", packageVersion("fixest"), R.version.string), mpdta = covariates(mpdta, "lemp", "lpop", "countyreal"), castle = covariates(castle, "l_homicide", "l_police", "sid", "popwt"), base_stagg = covariates(stagg, "y", "x1", "id")), "expected/etwfe_covariates.json")
out(list(software = paste("fixest", packageVersion("fixest"), R.version.string), mpdta = poisson(mpdta, "employed", "countyreal"), castle = poisson(castle, "homicide", "sid")), "expected/etwfe_poisson.json")
