# Expected numbers of formula.test.ts, made with fixest's language and, where it has none, with base R.
# Run in this folder: Rscript make-formula.R. Needs fixest 0.12.2.
suppressMessages(library(fixest))
setFixest_notes(FALSE)

# 1. base_did of fixest, rows shuffled, with columns to group by; `gap` marks rows that unbalanced panels lack
set.seed(20)
data(base_did)
b = base_did
b$k5 = b$id %% 5 + 1
b$h = b$id %% 2
b$g = c("u", "v", "w")[b$id %% 3 + 1]
b$t6 = b$id %% 6 + 1
b$neg = b$t6 - 4
b$tx = c("10", "9", "x", "2")[b$id %% 4 + 1]
b$x2 = round(b$x1^2, 6)
b$x3 = (b$period^2 + b$id) %% 7
b$z = round(b$x1^2 / 10 + b$period + cos(b$id), 6)
b$y2 = round(b$y + b$z, 6)
b$year = 2000 + 2 * b$period
b$gap = as.integer((7 * b$id + 3 * b$period) %% 11 %in% c(0, 4))
b = b[sample(nrow(b)), ]
b$xm = ifelse(seq_len(nrow(b)) %% 9 == 0, NA, b$x1)
b$gm = ifelse(b$id < 8, NA, b$g)
b$w = b$x3 + 1
b$ymiss = ifelse(b$id < 15, NA, b$y)
write.csv(b, gzfile("panel.csv.gz"), row.names = FALSE, na = "")
b = read.csv("panel.csv.gz", na.strings = "", colClasses = c(g = "character", tx = "character", gm = "character"))
u = b[b$gap == 0, ]
b0 = b

# 2. one entry a formula, its fits in fixest's order
entries = list()
one = function(m, sample = NULL, lhs = NULL, rhs = NULL, fixef = NULL) {
  V = function(v) as.list(se(m, vcov = v))
  f = list(coef = as.list(coef(m)), nobs = nobs(m), se = list(iid = V("iid"), hetero = V("hetero"), "cluster:id" = V(~id)),
           # without a constant fixest 0.12.2 divides by another total than R
           r2 = if ("(Intercept)" %in% names(coef(m)) || !is.null(m$fixef_vars)) unname(r2(m, "r2")) else NULL, ssr = m$ssr, collinear = if (is.null(m$collin.var)) list() else as.list(m$collin.var))
  for (k in c("sample", "lhs", "rhs", "fixef")) if (!is.null(get(k))) f[[k]] = as.character(get(k))
  f
}
# `alone`: every fit made again by itself, where fixest 0.12.2 counts one more parameter among several sets of effects
add = function(group, ours, fml = ours, data = "b", ..., rename = NULL, options = list(), alone = FALSE) {
  m = feols(as.formula(fml), get(data), fixef.tol = 1e-11, fixef.iter = 1e5, ...)
  fits = if (inherits(m, "fixest_multi")) {
    tree = models(m)
    lapply(seq_along(m), function(i) one(if (alone) feols(formula(m[[i]]), get(data), fixef.tol = 1e-11, ...) else m[[i]], tree$sample[i], tree$lhs[i], tree$rhs[i], tree$fixef[i]))
  } else list(one(m))
  if (!is.null(rename)) for (i in seq_along(fits)) {
    names(fits[[i]]$coef)[match(names(rename), names(fits[[i]]$coef))] = rename
    for (v in names(fits[[i]]$se)) names(fits[[i]]$se[[v]]) = names(fits[[i]]$coef)
  }
  entries[[length(entries) + 1]] <<- list(group = group, formula = ours, fixest = fml, data = data, options = options, fits = fits)
}
P = ~ id + period

# lags: balanced, with gaps, by a step of two years; left, right, nested, in instruments and slopes
for (d in c("b", "u")) for (f in c("y ~ l(x1)", "y ~ l(x1, 0:2) + f(x1, 1) | id + period", "y ~ d(x1) + d(x1, 2) | id",
    "d(y) ~ d(x1) | period", "log(l(z)) ~ x1 + f(log(z)) + l(log(x2 + 1), 1:2) | id", "y ~ x1*l(x1)", "y ~ l(x1, 1:2):post", "y ~ i(treat, l(x1))",
    "y ~ l(x1, -1:1) | id", "y ~ I(l(x1)^2)", "y ~ l(x1 + post) + f(z)", "y ~ d(x1, -1)", "y ~ l(x1, 2:1)",
    "y ~ l(x1):post + x1", "y ~ l(xm) + l(log(z))"))
  add("lags", f, data = d, panel.id = P, options = list(panel = c("id", "period")))
add("lags", "y ~ l(x1, 0:1) + f(x1)", panel.id = ~ id + year, options = list(panel = c("id", "year")))
add("lags", "y ~ x1 | id[l(x1)]", panel.id = P, options = list(panel = c("id", "period")))
add("lags", "y ~ post | id | x1 ~ l(x1, 1:2)", panel.id = P, options = list(panel = c("id", "period")))
# a subset after the lags: fixest 0.12.2 stops at subset with l(), so its lag() makes the columns first
for (d in c("b", "u")) {
  D = get(d)
  D$l1 = lag(x1 ~ id + period, 1, D)
  D$d1 = D$x1 - D$l1
  D$f2 = lag(x1 ~ id + period, -2, D)
  assign(paste0(d, "lag"), D)
  add("subset", "y ~ x1 + l(x1) | id", "y ~ x1 + l1 | id", paste0(d, "lag"), subset = ~ period > 5,
      rename = c(l1 = "l(x1, 1)"), options = list(panel = c("id", "period"), subset = "period > 5"))
  add("subset", "y ~ d(x1) + f(x1, 2)", "y ~ d1 + f2", paste0(d, "lag"), subset = ~ h == 1,
      rename = c(d1 = "d(x1, 1)", f2 = "f(x1, 2)"), options = list(panel = c("id", "period"), subset = "h == 1"))
}

# i()
for (f in c("y ~ i(k5)", "y ~ i(k5, x1)", "y ~ i(g)", "y ~ i(g, ref = \"v\")", "y ~ i(g, \"v\")", "y ~ i(k5, ref = TRUE)",
    "y ~ i(k5, x1, ref = TRUE)", "y ~ i(k5, ref = c(2, 4))", "y ~ i(k5, x1, c(2, 4))", "y ~ i(k5, keep = 2:3)",
    "y ~ i(g, x1, keep = c(\"u\", \"w\"))", "y ~ i(k5, g)", "y ~ i(k5, i.h)", "y ~ i(k5, i.g)", "y ~ i(k5, i.h, ref = 2, ref2 = 1)",
    "y ~ i(k5, g, ref = 1)", "y ~ i(k5, g, ref = 1, ref2 = \"w\")", "y ~ i(k5, g, keep2 = \"w\")",
    "y ~ i(k5, g, keep = 2:3, keep2 = c(\"u\", \"w\"))", "y ~ 0 + i(t6)", "y ~ 0 + i(t6, i.h)", "y ~ i(t6, tx, ref = TRUE)",
    "y ~ i(tx, t6)", "y ~ i(t6, i.period, ref = 1, ref2 = 1) | period", "y ~ i(period, g, ref = 1) | period",
    "y ~ i(t6) | period", "y ~ i(t6, tx) | period", "y ~ i(t6, keep = 1:2) | period", "y ~ i(k5, i.h, ref = 1)",
    "y ~ x1 + i(period, treat, ref = 5) | id + period", "y ~ i(k5, xm)"))
  add("i", f)
for (f in c("y ~ i(k5, bin = 2:3)", "y ~ i(k5, bin = list(\"a\" = 2:3))", "y ~ i(k5, bin = list(\"a\" = 4:5, \"b\" = 1:2))",
    "y ~ i(k5, x1, bin = list(\"a\" = 4:5, \"b\" = 1:2))", "y ~ 0 + i(t6, bin = list(\"a\" = c(5, 1), \"b\" = c(2, 6)))",
    "y ~ i(t6, bin = c(3, 2))", "y ~ i(t6, bin = list(\"3\" = 4:5))", "y ~ i(t6, bin = list(\"7\" = 1:2, 3:4))",
    "y ~ i(t6, bin = .(\"1.5\" = 1:2))", "y ~ i(period, bin = \"bin::2\")", "y ~ i(period, x1, bin = \"bin::3\")",
    "y ~ 0 + i(neg, bin = \"bin::2\")", "y ~ 0 + i(neg, bin = \"bin::3\")", "y ~ i(period, bin = \"!bin::3\")",
    "y ~ i(period, bin = \"!!bin::3\")", "y ~ 0 + i(t6, bin = \"!!bin::4\")", "y ~ i(tx, bin = \"!bin::2\")",
    "y ~ 0 + i(tx, bin = c(\"10\", \"x\"))", "y ~ 0 + i(tx, bin = list(\"a\" = c(\"10\", \"9\")))", "y ~ i(tx, bin = list(\"9\" = \"x\"))",
    "y ~ i(g, bin = list(\"a\" = c(\"w\", \"v\")))", "y ~ i(g, bin = list(\"zz\" = c(\"u\", \"w\")))",
    "y ~ i(k5, bin = list(\"a\" = 2:3), ref = \"a\")", "y ~ i(k5, bin = 2:3, ref = 2)", "y ~ i(k5, g, bin = 2:3, bin2 = c(\"u\", \"v\"))",
    "y ~ i(t6, tx, bin2 = list(\"A\" = c(\"10\", \"9\")))", "y ~ i(t6, i.h, bin2 = list(\"A\" = 0:1))",
    "y ~ i(t6, i.h, bin = \"bin::2\")", "y ~ i(period, treat, ref = 5, bin = list(\"9\" = 8:9)) | id + period",
    "y ~ i(neg, bin = list(\"-2\" = -3:-2))", "y ~ i(k5, x1, bin = 2:3, ref = 2, keep = c(2, 4))"))
  add("bin", f)

# polynomials and products
for (f in c("y ~ poly(x1, 3)", "y ~ poly(x1, 1)", "y ~ poly(x1, 3, raw = TRUE)", "y ~ poly(x1, 2) | id", "y ~ poly(x1, 2, raw = TRUE) | id",
    "y ~ poly(log(z), 2)", "y ~ poly(year, 4)", "y ~ poly(x1, 2) + poly(z, 3) + h"))
  add("poly", f)
add("poly", "y ~ poly(x1, 2)", subset = ~ period > 5, options = list(subset = "period > 5"))
add("poly", "ymiss ~ poly(x1, 2)")
# products of polynomials are those of R's model.matrix: fixest 0.12.2 multiplies column by column
for (f in c("y ~ poly(x1, 2):factor(h)", "y ~ factor(h):poly(x1, 2)", "y ~ poly(x1, 2)*z", "y ~ poly(x1, 2):poly(z, 2)",
    "y ~ poly(x1, 2)*factor(h)", "y ~ x1*poly(z, 3, raw = TRUE)")) {
  X = model.matrix(as.formula(f), b)[, -1]
  D = data.frame(y = b$y, id = b$id, X)
  n = setNames(colnames(X), setdiff(names(D), c("y", "id")))
  D = D
  add("poly", f, paste("y ~", paste(names(n), collapse = " + ")), "D", rename = n)
}
for (f in c("y ~ x1:factor(k5)", "y ~ x1*factor(h)", "y ~ factor(h):factor(g)", "y ~ factor(h)*factor(g)", "y ~ 0 + factor(h):factor(g)",
    "y ~ 0 + factor(h) + factor(g)", "y ~ factor(h):factor(g) + factor(g)", "y ~ factor(h) + factor(h):factor(g)",
    "y ~ x1:factor(h):factor(g)", "y ~ x1*factor(h)*g", "y ~ factor(h):x1 + x1", "y ~ x1:z:factor(h)", "y ~ x1:z + x1:factor(h) + factor(h)",
    "y ~ 0 + x1:factor(h)", "y ~ 0 + x1 + x1:factor(h)", "y ~ factor(h):x1:z + factor(h):x1", "y ~ 0 + x1:factor(h) + factor(g)",
    "y ~ 0 + factor(h):x1 + factor(g):z", "y ~ 0 + g:x1:factor(h) + factor(h)", "y ~ x1*factor(h) | g", "y ~ factor(h):factor(period) | id + period"))
  add("products", f)
add("products", "y ~ (x1 + z + factor(h))^2", "y ~ x1 + z + factor(h) + x1:z + x1:factor(h) + z:factor(h)")

# several estimations
for (f in c("c(y, y2) ~ x1", "y ~ x1 + csw(x2, x3)", "y ~ csw0(x1, x2 + x3)", "y ~ x1 | csw(id, period)",
    "y ~ mvsw(x1, x2)", "y ~ x1 + mvsw(x2, x3, z) | id", "y ~ sw(x2, x3) + x1",
    "y ~ sw0(x1)", "y ~ sw(x1, poly(x2, 2))", "c(y, y2) ~ sw(x1, xm) | id",
    "y ~ x1 + sw(xm, x2)", "y ~ ..(\"^x[12]$\")", "y ~ regex(\"^x[12]$\") + h", "..(\"^y\") ~ x1", "c(y, ..(\"^y2\")) ~ x1",
    "y ~ sw(..(, \"^x[12]$\"))", "y ~ csw(regex(, \"^x[12]$\"))", "y ~ sw(..(\"^x[12]$\"))", "y ~ x1 | ..(\"^(id|per)\")",
    "y ~ ..(\"!x|y|g|id|per|t6|neg\")"))
  add("several", f, data = "b0")
for (f in c("y ~ x1 | csw0(id, period)", "y ~ x1 | id + sw(period, x3)", "y ~ x1 | mvsw(id, period)",
    "c(y, log(z)) ~ sw(x1, x2) | sw0(id, period)"))
  add("several", f, data = "b0", alone = TRUE)
for (f in c("y ~ 1 | id + period", "y ~ csw0(x1, x2 + x3) | id", "y ~ mvsw(x1, z) | id + period"))
  add("several", f, data = "b0")
add("several", "y ~ sw(l(x1), l(x1, 1:2))", panel.id = P, options = list(panel = c("id", "period")))
add("several", "l(y, 1:2) ~ x1", panel.id = P, options = list(panel = c("id", "period")))
add("several", "c(y, y2) ~ 1 | sw(id, id + period) | x1 ~ z")
add("several", "y ~ sw(post, x3) | id | x1 ~ z")

# samples
add("split", "c(y, log(z)) ~ sw(x1, x2) | sw0(id, period)", split = ~ h, options = list(split = "h"))
add("split", "y ~ x1", fsplit = ~ g, options = list(fsplit = "g"))
add("split", "y ~ x1 | id", split = ~ k5, options = list(split = "k5"))
add("split", "y ~ x1", split = ~ gm, options = list(split = "gm"))
add("split", "y ~ x1", fsplit = ~ gm, options = list(fsplit = "gm"))
add("split", "y ~ x1", split = ~ neg, options = list(split = "neg"))
add("split", "y ~ x1", split = ~ g %keep% c("u", "w"), options = list(split = "g %keep% c('u', 'w')"))
add("split", "y ~ x1", split = ~ g %drop% "u", options = list(split = "g %drop% 'u'"))
add("split", "y ~ x1", split = ~ h, subset = ~ period > 5, options = list(split = "h", subset = "period > 5"))
add("split", "y ~ l(x1, 0:1)", split = ~ h, panel.id = P, options = list(split = "h", panel = c("id", "period")))
add("split", "y ~ l(x1)", split = ~ period, panel.id = P, options = list(split = "period %drop% 1", panel = c("id", "period")))
add("split", "y ~ x1 | id", split = ~ post, weights = ~ x3 + 1, options = list(split = "post", weights = "w"))

json = function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) || length(x) > 1) {
    inside = vapply(x, json, "")
    if (is.null(names(x))) return(paste0("[", paste(inside, collapse = ","), "]"))
    return(paste0("{", paste0(vapply(names(x), json, ""), ":", inside, collapse = ","), "}"))
  }
  if (is.na(x)) return("null")
  if (is.character(x)) return(encodeString(x, quote = "\""))
  sprintf("%.17g", x)
}
written = vapply(entries, json, "")
writeLines(c("{", paste0("\"software\":", json(paste0("fixest ", packageVersion("fixest"), ", R ", getRversion())), ","), "\"entries\":[",
  paste(written, collapse = ",\n"), "]}"), "formula.json")
cat(length(entries), "entries,", sum(sapply(entries, function(e) length(e$fits))), "fits\n")
