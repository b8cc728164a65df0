/** Lines below an open key, and what they say: see `said` in the test beside this file. */
export interface Case {
  readonly name: string;
  readonly header?: string;
  readonly likeWindows?: boolean;
  readonly ansi?: string;
  readonly lines: readonly string[];
  readonly says: readonly string[];
}

type Short = readonly [name: string, lines: string | readonly string[], says: string | readonly string[]];

function many(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? (value === "" ? [] : [value]) : value;
}

function cases(facts: Partial<Case>, shorts: readonly Short[]): Case[] {
  return shorts.map(([name, lines, says]) => ({ ...facts, name, lines: many(lines), says: many(says) }));
}

/** The third line of the file is the first of the case's. */
const VOID = "!3";
const SZ_A = "a=1:61000000";

const KEYS = cases({}, [
  ["a key", "[HKEY_CURRENT_USER\\A]", "[HKEY_CURRENT_USER\\A]"],
  ["blanks before a key's bracket", " \t[HKEY_CURRENT_USER\\A]", "[HKEY_CURRENT_USER\\A]"],
  ["what follows the last bracket is no matter", "[HKEY_CURRENT_USER\\A] junk", "[HKEY_CURRENT_USER\\A]"],
  ["a key's name may hold a bracket", "[HKEY_CURRENT_USER\\A]b]", "[HKEY_CURRENT_USER\\A]b]"],
  ["a key's name may hold an opening bracket", "[HKEY_CURRENT_USER\\[A]", "[HKEY_CURRENT_USER\\[A]"],
  ["a comment with a bracket belongs to the name", "[HKCU\\A] ;]", "[HKCU\\A] ;]"],
  ["trailing blanks belong to the name", "[HKEY_CURRENT_USER\\A ]", "[HKEY_CURRENT_USER\\A ]"],
  ["a trailing backslash is dropped", "[HKEY_CURRENT_USER\\A\\]", "[HKEY_CURRENT_USER\\A]"],
  ["several trailing backslashes are dropped", "[HKEY_CURRENT_USER\\A\\\\\\]", "[HKEY_CURRENT_USER\\A]"],
  ["quotes in a key's name are literal", '[HKCU\\"A"]', '[HKCU\\"A"]'],
  ["a slash in a key's name is literal", "[HKCU\\A/B]", "[HKCU\\A/B]"],
  ["there are no escapes in a key's name", "[HKCU\\A\\\\B]", "[HKCU\\A\\\\B]"],
  ["a blank behind the bracket voids a key", "[ HKEY_CURRENT_USER\\A]", VOID],
  ["a tab behind the bracket voids a key", "[\tHKEY_CURRENT_USER\\A]", VOID],
  ["a key without its closing bracket", "[HKEY_CURRENT_USER\\A", VOID],
  ["a key with nothing in it", "[]", VOID],
  ["a root alone", "[HKEY_CURRENT_USER]", "[HKEY_CURRENT_USER]"],
  ["a root with a backslash", "[HKEY_CURRENT_USER\\]", "[HKEY_CURRENT_USER]"],
  ["a deleted key", "[-HKEY_CURRENT_USER\\A]", "[-HKEY_CURRENT_USER\\A]"],
  ["a deleted key with a trailing backslash", "[-HKEY_CURRENT_USER\\A\\]", "[-HKEY_CURRENT_USER\\A]"],
  ["a blank before the - of a deletion", "[ -HKEY_CURRENT_USER\\A]", VOID],
  ["a blank behind the - of a deletion", "[- HKEY_CURRENT_USER\\A]", VOID],
  ["a deletion of nothing", "[-]", VOID],
  ["values after a deleted key are dropped", ["[-HKCU\\A]", '"a"="a"'], ["[-HKCU\\A]", "!4"]],
  ["values after a void key are dropped", ["[ HKCU\\A]", '"a"="a"'], ["!3", "!4"]],
  ["a later key is open again", ["[-HKCU\\A]", "[HKCU\\B]", '"a"="a"'], ["[-HKCU\\A]", "[HKCU\\B]", SZ_A]],
  ["blank lines do not end a key", ["", "", '"a"="a"'], SZ_A],
  ["comments do not end a key", [";x", '"a"="a"'], SZ_A],
  ["void lines do not end a key", ["junk", '"a"="a"'], ["!3", SZ_A]],
]);

const OTHER_LINES = cases({}, [
  ["an empty line", "", ""],
  ["a line of blanks", " \t ", ""],
  ["a comment", "; comment", ""],
  ["a comment behind blanks", " \t; comment", ""],
  ["a # line", "# no comment", VOID],
  ["a line of text", "text", VOID],
  ["a value without quotes", "a=dword:1", VOID],
  ["a line that begins with =", '="a"', VOID],
  ["a line that begins with -", "-", VOID],
  ["a line that begins with ]", "]", VOID],
  ["a backslash alone", "\\", VOID],
]);

const NAMES = cases({}, [
  ["a value", '"a"="a"', SZ_A],
  ["blanks before a value", ' \t"a"="a"', SZ_A],
  ["blanks round the =", '"a" \t= \t"a"', SZ_A],
  ["the default value", '@="a"', "=1:61000000"],
  ["the default value with blanks", ' @ = "a"', "=1:61000000"],
  ["the default value by the empty name", '""="a"', "=1:61000000"],
  ["a name in blanks", '" a "=-', " a =-"],
  ["an escaped backslash in a name", '"a\\\\b"=-', "a\\b=-"],
  ["an escaped quote in a name", '"a\\"b"=-', 'a"b=-'],
  ["an escaped line feed in a name", '"a\\nb"=-', "a\nb=-"],
  ["an escaped carriage return in a name", '"a\\rb"=-', "a\rb=-"],
  ["an escaped zero in a name", '"a\\0b"=-', "a\0b=-"],
  ["an unknown escape in a name gives its character", '"a\\qb"=-', "aqb=-"],
  ["an equals sign in a name", '"a=b"=-', "a=b=-"],
  ["a semicolon in a name", '"a;b"=-', "a;b=-"],
  ["a bracket in a name", '"[a]"=-', "[a]=-"],
  ["a name without its closing quote", '"a=dword:1', VOID],
  ["a name whose closing quote is escaped", '"a\\"=dword:1', VOID],
  ["a name without =", '"a"', VOID],
  ["a name with something before the =", '"a"b="a"', VOID],
  ["an @ with something before the =", '@a="a"', VOID],
  ["a name with nothing behind the =", '"a"=', VOID],
  ["a name with two =", '"a"=="a"', VOID],
  ["a comment in place of data", '"a"=;c', VOID],
]);

const TEXTS = cases({}, [
  ["an empty text", '"a"=""', "a=1:0000"],
  ["a text with a comment", '"a"="a";c', SZ_A],
  ["a text with blanks and a comment", '"a"="a" \t;c', SZ_A],
  ["a text with blanks behind it", '"a"="a" \t', SZ_A],
  ["a text with a # behind it", '"a"="a" #c', VOID],
  ["a text with text behind it", '"a"="a"b', VOID],
  ["a text with a second one behind it", '"a"="a" "b"', VOID],
  ["an escaped backslash", '"a"="\\\\"', "a=1:5c000000"],
  ["an escaped quote", '"a"="\\""', "a=1:22000000"],
  ["an escaped line feed", '"a"="\\n"', "a=1:0a000000"],
  ["an escaped carriage return", '"a"="\\r"', "a=1:0d000000"],
  ["an escaped zero", '"a"="\\0"', "a=1:00000000"],
  ["an escaped tab is a t", '"a"="\\t"', "a=1:74000000"],
  ["a path", '"a"="C:\\\\x"', "a=1:43003a005c0078000000"],
  ["a semicolon in a text", '"a"=";"', "a=1:3b000000"],
  ["a text beyond the BMP", '"a"="😀"', "a=1:3dd800de0000"],
  ["a lone surrogate", '"a"="\ud800"', "a=1:00d80000"],
  ["a text in single quotes", "\"a\"='a'", VOID],
  ["a text without its closing quote", '"a"="a', VOID],
  ["a text whose closing quote is escaped", '"a"="a\\"', VOID],
  ["a text that is not closed takes no other value", ['"a"="x', '"b"="b"'], ["!3", "b=1:62000000"]],
  ["a text that is not closed takes no key", ['"a"="x', '[HKCU\\"]'], ["!3", '[HKCU\\"]']],
  ["a text with a line end in it", ['"a"="x', 'y"'], "a=1:78000d000a0079000000"],
  ["a text with empty lines in it", ['"a"="', "", '"'], "a=1:0d000a000d000a000000"],
  ["a text with a line end, and something behind it", ['"a"="x', 'y"z'], ["!3", "!4"]],
]);

const DELETIONS = cases({}, [
  ["a deleted value", '"a"=-', "a=-"],
  ["the default value deleted", "@=-", "=-"],
  ["a deletion with a comment", '"a"=- ;c', "a=-"],
  ["a deletion with a comment at once", '"a"=-;c', "a=-"],
  ["a deletion with blanks", '"a"= - ', "a=-"],
  ["a deletion with a text behind it", '"a"=-"x"', VOID],
  ["a deletion with a # behind it", '"a"=- #c', VOID],
  ["two minus signs", '"a"=--', VOID],
]);

const DWORDS = cases({}, [
  ["a dword of 8 digits", '"a"=dword:0000000a', "a=4:0a000000"],
  ["a dword of 1 digit", '"a"=dword:a', "a=4:0a000000"],
  ["a dword in capitals", '"a"=dword:ABCDEF01', "a=4:01efcdab"],
  ["a dword with a comment", '"a"=dword:1;c', "a=4:01000000"],
  ["a dword with blanks and a comment", '"a"=dword:1 \t;c', "a=4:01000000"],
  ["the largest dword", '"a"=dword:ffffffff', "a=4:ffffffff"],
  ["an empty dword", '"a"=dword:', VOID],
  ["an empty dword with a comment", '"a"=dword: ;c', VOID],
  ["a dword of 9 digits", '"a"=dword:000000001', VOID],
  ["a dword with 0x", '"a"=dword:0x1', VOID],
  ["a dword with a blank inside", '"a"=dword:1 2', VOID],
  ["a dword with a sign", '"a"=dword:-1', VOID],
  ["a dword of letters", '"a"=dword:xyz', VOID],
  ["a dword with a #", '"a"=dword:1 #c', VOID],
  ["a dword in quotes", '"a"=dword:"1"', VOID],
  ["a dword without a colon", '"a"=dword 1', VOID],
  ["a dword with a blank before its colon", '"a"=dword :1', VOID],
]);

const BYTES = cases({}, [
  ["bytes", '"a"=hex:01,02', "a=3:0102"],
  ["bytes in capitals", '"a"=hex:AB,cD', "a=3:abcd"],
  ["a byte of one digit", '"a"=hex:1,2', "a=3:0102"],
  ["no bytes", '"a"=hex:', "a=3:"],
  ["no bytes and a comment", '"a"=hex:;c', "a=3:"],
  ["a comma at the end", '"a"=hex:01,', "a=3:01"],
  ["blanks round commas", '"a"=hex: 01 ,\t02', "a=3:0102"],
  ["bytes with a comment", '"a"=hex:01,02 ;c', "a=3:0102"],
  ["bytes with a comment behind a comma", '"a"=hex:01,;c', "a=3:01"],
  ["a byte of three digits", '"a"=hex:100', VOID],
  ["a blank between bytes", '"a"=hex:01 02', VOID],
  ["letters that are no digits", '"a"=hex:0g', VOID],
  ["a comma at the beginning", '"a"=hex:,01', VOID],
  ["two commas", '"a"=hex:01,,02', VOID],
  ["a byte with 0x", '"a"=hex:0x01', VOID],
  ["bytes with a #", '"a"=hex:01,02 #c', VOID],
  ["bytes in quotes", '"a"=hex:"01"', VOID],
]);

const TYPES = cases({}, [
  ["type 0", '"a"=hex(0):01', "a=0:01"],
  ["type 1", '"a"=hex(1):41,00', "a=1:4100"],
  ["type 2", '"a"=hex(2):41,00,00,00', "a=2:41000000"],
  ["type 3", '"a"=hex(3):01', "a=3:01"],
  ["type 4", '"a"=hex(4):01,02', "a=4:0102"],
  ["type 5", '"a"=hex(5):01,02,03,04', "a=5:01020304"],
  ["type 6", '"a"=hex(6):41,00', "a=6:4100"],
  ["type 7", '"a"=hex(7):41,00,00,00,00,00', "a=7:410000000000"],
  ["type 8", '"a"=hex(8):', "a=8:"],
  ["type 9", '"a"=hex(9):01', "a=9:01"],
  ["type a", '"a"=hex(a):01', "a=a:01"],
  ["type A", '"a"=hex(A):01', "a=a:01"],
  ["type b", '"a"=hex(b):01,00,00,00,00,00,00,00', "a=b:0100000000000000"],
  ["a type of device properties", '"a"=hex(ffff0012):01', "a=ffff0012:01"],
  ["the largest type", '"a"=hex(ffffffff):01', "a=ffffffff:01"],
  ["a type with zeros before it", '"a"=hex(00000002):01', "a=2:01"],
  ["no data of type 2", '"a"=hex(2):', "a=2:"],
  ["a type of 9 digits", '"a"=hex(100000000):01', VOID],
  ["a type with 0x", '"a"=hex(0x2):01', VOID],
  ["a type with x", '"a"=hex(x2):01', VOID],
  ["an empty type", '"a"=hex():01', VOID],
  ["a type with a blank", '"a"=hex( 2):01', VOID],
  ["a type without its bracket", '"a"=hex(2:01', VOID],
  ["a type without its colon", '"a"=hex(2)01', VOID],
  ["a type with a sign", '"a"=hex(-2):01', VOID],
]);

const CONTINUATIONS = cases({}, [
  ["bytes over two lines", ['"a"=hex:01,\\', "02"], "a=3:0102"],
  ["an indented line", ['"a"=hex:01,\\', "  02"], "a=3:0102"],
  ["bytes over three lines", ['"a"=hex:01,\\', "02,\\", "03"], "a=3:010203"],
  ["blanks behind the backslash", ['"a"=hex:01,\\ \t', "02"], "a=3:0102"],
  ["a comment behind the backslash", ['"a"=hex:01,\\;c', "02"], "a=3:0102"],
  ["blanks and a comment behind the backslash", ['"a"=hex:01,\\ ;c', "02"], "a=3:0102"],
  ["blanks before the backslash", ['"a"=hex:01, \\', "02"], "a=3:0102"],
  ["a comment line between", ['"a"=hex:01,\\', ";c", "02"], "a=3:0102"],
  ["an empty line between", ['"a"=hex:01,\\', "", "02"], "a=3:0102"],
  ["a line of blanks between", ['"a"=hex:01,\\', "  ", "02"], "a=3:0102"],
  ["a backslash right behind hex(2):", ['"a"=hex(2):\\', "41,00"], "a=2:4100"],
  ["a comma without a backslash ends the data", ['"a"=hex:01,', '"b"=-'], ["a=3:01", "b=-"]],
  ["a second line with a comma ends the data", ['"a"=hex:01,\\', "02,", '"b"=-'], ["a=3:0102", "b=-"]],
  ["a backslash without a comma", ['"a"=hex:01\\', '"b"=-'], ["!3", "b=-"]],
  ["a backslash right behind hex:", ['"a"=hex:\\', '"b"=-'], ["!3", "b=-"]],
  ["two backslashes", ['"a"=hex:01,\\\\', '"b"=-'], ["!3", "b=-"]],
  ["a # behind the backslash", ['"a"=hex:01,\\#c', '"b"=-'], ["!3", "b=-"]],
  ["a # line between", ['"a"=hex:01,\\', "#c", '"b"=-'], ["!3", "b=-"]],
  ["a line with a backslash alone", ['"a"=hex:01,\\', "\\", '"b"=-'], ["!3", "b=-"]],
  ["a value where bytes should go on is eaten", ['"a"=hex:01,\\', '"b"=-', '"c"=-'], ["!3", "c=-"]],
  ["a key where bytes should go on is eaten", ['"a"=hex:01,\\', "[HKCU\\B]", '"c"=-'], ["!3", "c=-"]],
  ["a broken second line", ['"a"=hex:01,\\', "0g", '"b"=-'], ["!3", "b=-"]],
  ["the file ends where bytes should go on", ['"a"=hex:01,\\'], "!3"],
  ["a dword does not go on", ['"a"=dword:1\\', "2"], ["!3", "!4"]],
]);

const LIKE_WINDOWS = cases({ likeWindows: true }, [
  ["a zero is added to hex(1)", '"a"=hex(1):41,00', "a=1:41000000"],
  ["a zero is added to hex(2), and an odd byte dropped", '"a"=hex(2):25,50,41,54,48', "a=2:255041540000"],
  ["one zero is added to hex(7)", '"a"=hex(7):41,00', "a=7:41000000"],
  ["a zero that is there is enough", '"a"=hex(2):41,00,00,00', "a=2:41000000"],
  ["nothing is added to no data", '"a"=hex(2):', "a=2:"],
  ["nothing is added to bytes", '"a"=hex:41', "a=3:41"],
]);

const VERSION_4 = cases({ header: "REGEDIT4" }, [
  ["REGEDIT4: a text", '"a"="a"', SZ_A],
  ["REGEDIT4: hex(2) is in a code page", '"a"=hex(2):25,41,00', "a=2:250041000000"],
  ["REGEDIT4: hex(7) is in a code page", '"a"=hex(7):41,00,00', "a=7:410000000000"],
  ["REGEDIT4: hex(1) is in a code page", '"a"=hex(1):41', "a=1:4100"],
  ["REGEDIT4: hex is bytes", '"a"=hex:41', "a=3:41"],
  ["REGEDIT4: a dword", '"a"=dword:1', "a=4:01000000"],
]);

const CODE_PAGES = cases({ header: "REGEDIT4", ansi: "cp1252" }, [
  ["REGEDIT4: a letter of cp1252", '"a"=hex(2):e4,80', "a=2:e400ac20"],
]);

export const CASES: readonly Case[] = [
  ...KEYS,
  ...OTHER_LINES,
  ...NAMES,
  ...TEXTS,
  ...DELETIONS,
  ...DWORDS,
  ...BYTES,
  ...TYPES,
  ...CONTINUATIONS,
  ...LIKE_WINDOWS,
  ...VERSION_4,
  ...CODE_PAGES,
];
