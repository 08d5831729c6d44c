# Stata files written by haven in every version it writes, and what haven reads of them and of those of make-files.py: files.json.
# Numbers are text of 17 digits. haven strips trailing blanks; it misses the strL of release 119, little endian, which are left out here.
suppressMessages({library(haven); library(jsonlite)})
d <- data.frame(id = 1:6)
d$dbl <- c(pi, -1e300, NA, 0.1, 8.9e307, 1 / 3)
d$code <- labelled(c(1, 2, tagged_na("a"), tagged_na("z"), NA, 7), c(low = 1, high = 2, refused = tagged_na("a")), label = "with codes")
d$day <- as.Date(c("2020-02-29", "1960-01-01", NA, "1959-12-31", "1900-01-01", "2099-12-31"))
d$time <- as.POSIXct(c("2020-02-29 12:34:56", NA, "1960-01-01", "1959-12-31 23:59:59", "2001-09-09", "2037-12-31"), tz = "UTC")
d$text <- c("Alpha", "caf\u00e9", "", "two words", " leading", "tab\tin")
attr(d$id, "label") <- "row"
for (version in 8:15) write_dta(if (version < 14) transform(d, text = sub("\u00e9", "e", text)) else d, sprintf("haven-%d.dta", version), version = version, label = "written by haven")

numbers <- function(x) {
  v <- as.double(unclass(x)); tag <- na_tag(v)
  lapply(seq_along(v), function(k) if (!is.na(tag[k])) paste0(".", tag[k]) else if (is.na(v[k])) NULL else sprintf("%.17g", v[k]))
}
cells <- function(x) if (is.character(x)) as.list(x) else if (inherits(x, "Date")) as.list(format(x, "%Y-%m-%d")) else if (inherits(x, "POSIXct")) as.list(ifelse(is.na(x), NA, sub("\\.000$", "", format(x, "%Y-%m-%d %H:%M:%OS3")))) else numbers(x)
read <- function(file) {
  encoding <- if (grepl("^gb18030", file)) "gb18030" else NULL
  path <- file
  if (grepl("gz$", file)) { path <- tempfile(fileext = ".dta"); writeBin(memDecompress(readBin(file, "raw", file.size(file)), "gzip"), path) }
  r <- read_dta(path, encoding = encoding)
  if (grepl("119-little", file)) r$lines <- NULL
  list(label = attr(r, "label", exact = TRUE), columns = lapply(r, function(x) {
    labels <- attr(x, "labels")
    kind <- if (is.numeric(x) && !inherits(x, c("Date", "POSIXct"))) "numeric" else "text"
    list(kind = kind, label = attr(x, "label", exact = TRUE), format = attr(x, "format.stata"), values = cells(x),
         labels = if (is.null(labels)) NULL else list(values = numbers(labels), texts = I(names(labels))))
  }))
}
files <- list.files(pattern = "\\.dta(\\.gz)?$")
long <- grepl("^long", files)
writeLines(toJSON(setNames(lapply(files[!long], read), files[!long]), auto_unbox = TRUE, null = "null", na = "null"), "files.json")
for (file in files[long]) { r <- read(file)$columns; stopifnot(identical(unlist(r$text$values), strrep(c("\u4e2d", "y", "\u4e2d"), c(70000, 200001, 70000))), identical(unlist(r$other$values), c("", strrep("z", 70001), strrep("y", 200001)))) }
