# Files of R with invented data, in every way in which R writes them, and what R finds in them. Run from this folder: Rscript make.R
# (data.table, tibble, haven, hms, bit64, jsonlite).
options(digits = 17)
latin <- "caf\xe9"
Encoding(latin) <- "latin1"
kinds <- data.frame(
  int = c(1L, NA, -3L, 2147483647L), dbl = c(0.1 + 0.2, NaN, NA, -1e300), inf = c(Inf, -Inf, 5e-324, 1 / 3),
  flag = c(TRUE, FALSE, NA, TRUE), chr = c("a", NA, "", "NA"), utf = c("Zo\u00eb", "\u4e2d\u6587", "\U1F600", "tab\there"), lat = c(latin, "b", latin, NA),
  f = factor(c("low", "high", NA, "low"), levels = c("low", "mid", "high")), ord = factor(c("b", "a", "b", "a"), ordered = TRUE),
  date = as.Date(c("2020-02-29", NA, "1899-12-31", "2024-12-31")), idate = structure(c(0L, NA, 18321L, -1L), class = c("IDate", "Date")),
  utc = as.POSIXct(c("2020-02-29 12:00:00", NA, "1969-12-31 23:59:59", "2024-06-15 06:30:00"), tz = "UTC"),
  berlin = as.POSIXct(c("2020-02-29 12:00:00", "2020-07-01 12:00:00", NA, "2000-01-01 00:00:00"), tz = "Europe/Berlin"),
  dif = as.difftime(c(1.5, NA, 3, 4), units = "hours"), num = c("1", "2", NA, "3"), stringsAsFactors = FALSE)
kinds$clock <- hms::hms(c(0, 48600, NA, 86399))
kinds$big <- bit64::as.integer64(c("1", NA, "-5", "9007199254740992"))
kinds$huge <- bit64::as.integer64(c("9007199254740993", NA, "-9223372036854775807", "-1"))
kinds$lab <- haven::labelled(c(1, 2, haven::tagged_na("a"), haven::tagged_na("z")), c(low = 1, high = 2, refused = haven::tagged_na("a")), label = "Level of education")
kinds$spss <- haven::labelled_spss(c(1, -9, 98, 99), c(yes = 1, "not asked" = -9), na_values = -9, na_range = c(98, Inf))
kinds$labchr <- haven::labelled(c("m", "f", NA, "m"), c(male = "m", female = "f"), label = "Sex")

shown <- function(v) {
  if (inherits(v, "POSIXct")) return(format(v, "%Y-%m-%d %H:%M:%S", tz = "UTC"))
  if (inherits(v, "Date") || is.factor(v)) return(as.character(v))
  if (inherits(v, "hms")) return(ifelse(is.na(v), NA, format(v)))
  if (inherits(v, "integer64")) return(if (all(abs(v) <= bit64::as.integer64("9007199254740992"), na.rm = TRUE)) as.double(v) else as.character(v))
  if (inherits(v, "haven_labelled_spss")) return({ x <- as.double(unclass(v)); x[is.na(v)] <- NA; x })
  if (is.character(v)) return(enc2utf8(as.character(v)))
  if (is.logical(v)) return(as.integer(v))
  x <- as.double(unclass(v)); x
}
# doubles in 17 digits, as text, so that JSON loses none
cells <- function(v) { x <- shown(v); attributes(x) <- NULL; if (is.double(x)) ifelse(is.na(x), NA, sprintf("%.17g", x)) else if (is.integer(x)) ifelse(is.na(x), NA, sprintf("%d", x)) else x }
numeric_now <- function(v) { x <- shown(v); is.numeric(x) }
table_of <- function(d) list(columns = lapply(as.list(d), function(v) list(numeric = numeric_now(v), values = I(cells(v)))))

expected <- list()
put <- function(file, d) expected[[file]] <<- table_of(d)
for (how in c("gzip", "bzip2", "xz")) { f <- paste0("kinds_", how, ".rds"); saveRDS(kinds, f, compress = how); put(f, kinds) }
saveRDS(kinds, "kinds_none.rds", compress = FALSE); put("kinds_none.rds", kinds)
saveRDS(kinds, "kinds_v2.rds", compress = FALSE, version = 2); put("kinds_v2.rds", kinds)
con <- file("kinds_native.rds", "wb"); serialize(kinds, con, xdr = FALSE); close(con); put("kinds_native.rds", kinds)
# in ASCII doubles have 16 digits, missing ones no letter and integers of 64 bits that are negative nothing
plain <- kinds[, setdiff(names(kinds), c("big", "huge", "lab"))]
saveRDS(plain, "plain_ascii.rds", ascii = TRUE, compress = FALSE); put("plain_ascii.rds", readRDS("plain_ascii.rds"))
con <- file("plain_hex.rds", "wb"); serialize(plain, con, ascii = NA); close(con); put("plain_hex.rds", plain)

n <- 40
rules <- data.frame(seq = 1:n, chars = as.character(n:1), half = as.numeric(1:n) / 2, twice = rep(c("x", "y"), n / 2))
rules$numbers <- as.character(c(0.1, 1e5, 123456, 1e-5, 1e15, 1e16, 0.1 + 0.2, 100, 1 / 3, -2.5, 1e300, 123456.7, 1e-300, 0, 1234567890123456, 0.00012, 99999, 100000, 1e22, 3) * rep(c(1, 1), each = n / 2))
saveRDS(rules, "rules.rds"); put("rules.rds", rules)
table <- data.table::data.table(id = 1:3, x = c(1.5, NA, 2)); data.table::setkey(table, id)
saveRDS(table, "data_table.rds"); put("data_table.rds", table)
tib <- tibble::tibble(a = 1:2, `b c` = c("u", "v")); saveRDS(tib, "tibble.rds"); put("tibble.rds", tib)
named <- data.frame(v = c(1, 2), row.names = c("first", "second")); saveRDS(named, "row_names.rds"); put("row_names.rds", named)

f <- function(x, ...) { y <- x + 1; if (y > 2) for (i in 1:3) y <- y * quote(a + b)[[1]] else switch(y, a = 1, b = 2); y }
f <- compiler::cmpfun(f); e <- new.env(); e$self <- e; e$f <- f; m <- matrix(1:4, 2); ex <- expression(a + b); cplx <- 1i; raw <- as.raw(1:3)
s4 <- setClass("thing", representation(a = "numeric"))(a = 1); fo <- y ~ x | z; fit <- lm(dist ~ speed, cars); nul <- NULL
save(f, e, m, ex, table, cplx, raw, s4, fo, fit, nul, named, file = "several.RData")
expected[["several.RData"]] <- c(table_of(table), list(options = list()))
expected[["several.RData named"]] <- c(table_of(named), list(options = list(sheet = "named")))
expected[["several.RData 2"]] <- c(table_of(named), list(options = list(sheet = 2)))
save(named, table, file = "two_ascii.rda", ascii = TRUE, compress = "bzip2")
expected[["two_ascii.rda"]] <- c(table_of(named), list(options = list()))
saveRDS(list(one = tib, other = 1:3, two = named), "list.rds"); expected[["list.rds two"]] <- c(table_of(named), list(options = list(sheet = "two")))

refused <- data.frame(ok = 1:2)
saveRDS(transform(refused, l = I(list(1, "a"))), "refused_list.rds")
lt <- refused; lt$t <- as.POSIXlt(c("2020-01-01", "2020-01-02"), tz = "UTC"); saveRDS(lt, "refused_lt.rds")
mx <- refused; mx$m <- matrix(1:4, 2); saveRDS(mx, "refused_matrix.rds")
cx <- refused; cx$c <- c(1i, 2); saveRDS(cx, "refused_complex.rds")
saveRDS(1:10, "refused_vector.rds")
jsonlite::write_json(expected, "expected.json", auto_unbox = TRUE, na = "null", null = "null", pretty = 1)
