# Transport files of haven (2.5.1) for the tests: Rscript generate.R, in this folder. Invented data, CC0.
library(haven)
cells <- data.frame(
  id = 1:5,
  x = c(0.1, -1e60, 1 / 3, NA, 123456789.125),
  small = c(1e-60, -2.5, 0, 100, NA),
  city = c("M\u00fcnchen", "", "  leading", "a,b'c", "\u4e2d\u56fd"),
  day = as.Date(c("2020-02-29", "1960-01-01", "1959-12-31", NA, "2099-12-31")),
  time = as.POSIXct(c("2020-02-29 12:34:56", "1960-01-01 00:00:00", "1959-12-31 23:59:59", NA, "2024-06-15 06:30:00"), tz = "UTC"),
  code = c(tagged_na("A"), 2, tagged_na("Z"), NA, 5)
)
attr(cells$x, "label") <- "A number"
attr(cells$city, "label") <- "City"
write_xpt(cells, "haven-5.xpt", version = 5, name = "CELLS", label = "Invented rows")
names(cells)[2] <- "a_name_beyond_eight"
attr(cells$city, "label") <- strrep("A label beyond forty characters. ", 3)
write_xpt(cells, "haven-8.xpt", version = 8, name = "A_member_beyond_eight")
# texts whose last rows are blank within the last record
write_xpt(data.frame(t = c("a", "", "b")), "short.xpt", version = 5)
