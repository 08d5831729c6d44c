* Files of PSPP: pspp generate.sps, in this folder. Invented data, CC0.
DATA LIST LIST NOTABLE /id (F4.0) w (F6.2) x (F20.10) um (F8.2) low (F8.0) rng (F8.0) code (A3) city (A12) long (A40) huge (A300) vast (A1000)
  d (DATE11) dt (DATETIME23.2) t (TIME11.2) m (MOYR8) q (QYR8) wk (WKYR10) ad (ADATE10) jd (JDATE7) dur (DTIME14) pct (PCT8.1) dol (DOLLAR12.2).
BEGIN DATA
1 1.5 3.14159265358979 1 -5 10 "ab" "München" "long text of city one" "h1" "v1" 29-FEB-2020 "29-FEB-2020 12:34:56.25" 01:02:03.50 "FEB 2020" "1 Q 2020" "9 WK 2020" 02/29/2020 2020060 "1 02:03:04" 12.5 1234.5
2 0.5 -1e300 8 -1 11 "XX" "" "N/A and more text beyond eight" "h2" "v2" 15-OCT-1582 "15-OCT-1582 00:00:00" 100:00:00 "OCT 1582" "4 Q 1582" "41 WK 1582" 10/15/1582 1582288 "99 23:59:59" 0 0
3 2 1e-300 9 0 12 "yy" "  leading" "" "" "" . . . . . . . . . . .
4 1 . . 7 99 "" "a,b'c" "中国的城市" "h3" "v3" 31-DEC-9999 "31-DEC-9999 23:59:59" 00:00:00 "DEC 9999" "4 Q 9999" "52 WK 9999" 12/31/9999 9999365 "0 00:00:00" -3 -1
5 3 0.1 2 100 13 "ab" "München" "long text of city one" "h1" "v1" 01-JAN-1970 "01-JAN-1970 06:30:00" 23:59:59.99 "JAN 1970" "1 Q 1970" "1 WK 1970" 01/01/1970 1970001 "5 05:05:05" 100 99.99
END DATA.
COMPUTE huge = CONCAT(RTRIM(huge), RPAD("", 250, "=-"), "|end").
COMPUTE vast = CONCAT(RTRIM(vast), RPAD("", 250, "ab"), RPAD("", 250, "cd"), RPAD("", 250, "ef"), RPAD("", 200, "gh"), "|end").
IF (id = 3) vast = "".
VARIABLE LABELS id 'Row identifier' x 'A number with "quotes"' city 'Größe der Stadt' huge 'Text of 300 bytes'.
VALUE LABELS um 1 'yes' 2 'no' 8 'don''t know' 9 'refused' /code 'ab' 'first letters' 'yy' 'twice y' /long 'N/A and more text beyond eight' 'not there' 'long text of city one' 'one'
  /d 13802313600 'leap day'.
MISSING VALUES um (8, 9) low (LO THRU -1) rng (11 THRU 12, 99) code ('XX') long ('N/A and').
DOCUMENT Made by PSPP for tests of readers.
VARIABLE LEVEL um (NOMINAL) x (SCALE) low (ORDINAL).
WEIGHT BY w.
FILE LABEL 'Invented rows'.
SAVE OUTFILE='pspp.sav' /UNCOMPRESSED.
SAVE OUTFILE='pspp-byte.sav' /COMPRESSED.
SAVE OUTFILE='pspp.zsav' /ZCOMPRESSED.
EXPORT OUTFILE='pspp.por' /DROP=huge vast.
