import { dwords, joined, latin1, utf16 } from "../../fixtures/build/encoding.ts";
import { REG } from "../../fixtures/build/value.ts";

/**
 * What a hive holds and what it is to hold, in one text: `\\«fs1|fs2»\home` is `\\fs1\home` before and `\\fs2\home` after.
 * What has no such marks is to stay.
 */
export type Template = string;

/** A hive before, afterwards, and afterwards where the new server is called `fileserver`. */
export type Side = "old" | "new" | "longer";

/** One of the sides of a template. */
export function side(template: Template, which: Side): string {
  return template.replace(/«([^|»]*)\|([^»]*)»/g, (_, old: string, wanted: string) => {
    if (which === "old") return old;
    return which === "new" ? wanted : wanted.replace("fs2", "fileserver");
  });
}

type Data = (which: Side) => { readonly type: number; readonly data: Uint8Array };

const sz =
  (text: Template): Data =>
  (which) => ({ type: REG.sz, data: utf16(`${side(text, which)}\0`) });
const expandSz =
  (text: Template): Data =>
  (which) => ({ type: REG.expandSz, data: utf16(`${side(text, which)}\0`) });
const multi = (...texts: Template[]): Data => {
  return (which) => ({ type: REG.multiSz, data: utf16(`${texts.map((text) => `${side(text, which)}\0`).join("")}\0`) });
};
const binary =
  (make: (which: Side) => Uint8Array): Data =>
  (which) => ({ type: REG.binary, data: make(which) });
const unicode = (text: Template): Data => binary((which) => utf16(`${side(text, which)}\0`));
const string8 = (text: Template): Data => binary((which) => latin1(`${side(text, which)}\0`));
const counted8 = (...texts: Template[]): Data =>
  binary((which) => {
    const sides = texts.map((text) => `${side(text, which)}\0`);
    const offsets = sides.map((_, index) => 4 + 4 * sides.length + sides.slice(0, index).join("").length);
    return joined(dwords(sides.length, ...offsets), latin1(sides.join("")));
  });
const connections = (...texts: Template[]): Data =>
  binary((which) => {
    const parts = texts.map((text) => latin1(side(text, which)));
    return joined(dwords(0x46, 3, 3), ...parts.flatMap((part) => [dwords(part.length), part]), new Uint8Array(32));
  });
const deviceMode = (name: Template): Data =>
  binary((which) => joined(utf16(side(name, which).padEnd(32, "\0")), new Uint8Array(156).fill(7)));
const within = (text: Template): Data =>
  binary((which) => joined(dwords(77), utf16(`${side(text, which)}\0`), dwords(1)));
const within8 = (text: Template): Data => binary((which) => joined(dwords(77), latin1(`${side(text, which)}\0`)));

export interface Row {
  readonly what: string;
  readonly key: Template;
  readonly value?: Template;
  readonly data?: Data;
}

const EXPLORER = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer";
const NT = "Software\\Microsoft\\Windows NT\\CurrentVersion";
const SECTION = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Work\\13dbb0c8aa05101a9bb000aa002fc45a";
const WORD = "Software\\Microsoft\\Office\\16.0\\Word";
const INTERNET = "Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const TERMINAL = "Software\\Microsoft\\Terminal Server Client";
const APP = "Software\\Acme";

/** `fs1` and `fs1.corp.example` go, `fs2` and `fs2.corp.example` come. */
export const MENTIONS: readonly Row[] = [
  {
    what: "a shell folder",
    key: `${EXPLORER}\\User Shell Folders`,
    value: "Personal",
    data: expandSz("\\\\«fs1|fs2»\\home\\%USERNAME%\\Documents"),
  },
  {
    what: "one by its full name",
    key: `${EXPLORER}\\User Shell Folders`,
    value: "Desktop",
    data: expandSz("\\\\«fs1.corp.example|fs2.corp.example»\\home\\%USERNAME%\\Desktop"),
  },
  {
    what: "its cache, in capitals",
    key: `${EXPLORER}\\Shell Folders`,
    value: "Personal",
    data: sz("\\\\«FS1|fs2»\\Home\\Erika\\Documents"),
  },
  { what: "a drive", key: "Network\\H", value: "RemotePath", data: sz("\\\\«fs1|fs2»\\home$") },
  {
    what: "a drive to a server alone",
    key: "Network\\I",
    value: "RemotePath",
    data: sz("\\\\«fs1.corp.example|fs2.corp.example»"),
  },
  {
    what: "a mount point's key",
    key: `${EXPLORER}\\MountPoints2\\##«fs1|fs2»#home`,
    value: "BaseClass",
    data: sz("Drive"),
  },
  {
    what: "one by its full name, with a folder",
    key: `${EXPLORER}\\MountPoints2\\##«fs1.corp.example|fs2.corp.example»#home#Erika`,
  },
  {
    what: "a printer's key",
    key: "Printers\\Connections\\,,«fs1|fs2»,Laser 1st floor",
    value: "Provider",
    data: sz("win32spl.dll"),
  },
  {
    what: "its server",
    key: "Printers\\Connections\\,,«fs1|fs2»,Laser 1st floor",
    value: "Server",
    data: sz("\\\\«fs1|fs2»"),
  },
  {
    what: "a printer's device",
    key: `${NT}\\Devices`,
    value: "\\\\«fs1|fs2»\\Laser 1st floor",
    data: sz("winspool,Ne00:"),
  },
  {
    what: "its port",
    key: `${NT}\\PrinterPorts`,
    value: "\\\\«fs1|fs2»\\Laser 1st floor",
    data: sz("winspool,Ne00:,15,45"),
  },
  {
    what: "the default printer",
    key: `${NT}\\Windows`,
    value: "Device",
    data: sz("\\\\«fs1|fs2»\\Laser 1st floor,winspool,Ne00:"),
  },
  {
    what: "a printer's settings, name and field",
    key: "Printers\\DevModes2",
    value: "\\\\«fs1|fs2»\\Laser 1st floor",
    data: deviceMode("\\\\«fs1|fs2»\\Laser 1st floor"),
  },
  { what: "Outlook's data file", key: SECTION, value: "001f6700", data: unicode("\\\\«fs1|fs2»\\mail\\erika.pst") },
  {
    what: "its offline file, by the full name",
    key: SECTION,
    value: "001f6610",
    data: unicode("\\\\«fs1.corp.example|fs2.corp.example»\\mail\\erika.ost"),
  },
  {
    what: "the offline address book, 8-bit",
    key: SECTION,
    value: "001e660e",
    data: string8("\\\\«fs1|fs2»\\oab\\Büro"),
  },
  { what: "Exchange's home server", key: SECTION, value: "001e6602", data: string8("«FS1|fs2»") },
  {
    what: "Exchange's server as it was typed",
    key: SECTION,
    value: "001f6608",
    data: unicode("«fs1.corp.example|fs2.corp.example»"),
  },
  {
    what: "the home server's distinguished name",
    key: SECTION,
    value: "001e6612",
    data: string8("/o=Example/ou=First/cn=Configuration/cn=Servers/cn=«FS1|fs2»"),
  },
  {
    what: "addresses of the server, counted",
    key: SECTION,
    value: "101e6613",
    data: counted8("ncalrpc:«fs1|fs2»", "ncacn_ip_tcp:«fs1.corp.example|fs2.corp.example»[6001]", "ncacn_np:other"),
  },
  {
    what: "the proxy server with its port",
    key: SECTION,
    value: "001f6622",
    data: unicode("«fs1.corp.example|fs2.corp.example»:44300"),
  },
  {
    what: "the name in its certificate",
    key: SECTION,
    value: "001f6625",
    data: unicode("msstd:«fs1.corp.example|fs2.corp.example»"),
  },
  {
    what: "mapped drives that were typed",
    key: `${EXPLORER}\\Map Network Drive MRU`,
    value: "a",
    data: sz("\\\\«fs1|fs2»\\home"),
  },
  {
    what: "a command that was run",
    key: `${EXPLORER}\\RunMRU`,
    value: "a",
    data: sz("\\\\«fs1|fs2»\\tools\\setup.exe /q\\1"),
  },
  { what: "a path that was typed", key: `${EXPLORER}\\TypedPaths`, value: "url1", data: sz("\\\\«fs1|fs2»") },
  {
    what: "a document that was opened",
    key: `${WORD}\\File MRU`,
    value: "Item 1",
    data: sz("[F00000000][T01D0C0FFEE000000][O00000000]*\\\\«fs1|fs2»\\home\\Erika\\letter.docx"),
  },
  {
    what: "a trusted place",
    key: `${WORD}\\Security\\Trusted Locations\\Location0`,
    value: "Path",
    data: expandSz("\\\\«fs1.corp.example|fs2.corp.example»\\templates\\"),
  },
  {
    what: "a trusted document, a URL in a name",
    key: `${WORD}\\Security\\Trusted Documents\\TrustRecords`,
    value: "file://«fs1|fs2»/home/letter.docx",
    data: within("no path here"),
  },
  { what: "a file: URL", key: APP, value: "help", data: sz("file://«fs1|fs2»/share/help.htm#top") },
  { what: "a file: URL with four slashes", key: APP, value: "help4", data: sz("file:////«fs1|fs2»/share/help.htm") },
  { what: "slashes instead of backslashes", key: APP, value: "slashes", data: sz("//«fs1|fs2»/share/x") },
  { what: "a long path", key: APP, value: "long", data: sz("\\\\?\\UNC\\«fs1|fs2»\\share\\very long") },
  { what: "a path of the kernel's", key: APP, value: "nt", data: sz("\\??\\UNC\\«fs1|fs2»\\share") },
  {
    what: "a device of the kernel's",
    key: APP,
    value: "mup",
    data: sz("\\Device\\Mup\\;LanmanRedirector\\;H:00000000000abcde\\«fs1|fs2»\\share"),
  },
  { what: "a path over WebDAV", key: APP, value: "dav", data: sz("\\\\«fs1|fs2»@SSL@8443\\DavWWWRoot\\docs") },
  {
    what: "several in one text",
    key: APP,
    value: "paths",
    data: expandSz('%PATH%;\\\\«fs1|fs2»\\bin;"\\\\«fs1.corp.example|fs2.corp.example»\\b in"'),
  },
  {
    what: "texts of a list",
    key: APP,
    value: "list",
    data: multi("C:\\local", "\\\\«fs1|fs2»\\one", "\\\\«FS1.CORP.EXAMPLE|fs2.corp.example»\\two"),
  },
  {
    what: "an option of a program",
    key: APP,
    value: "run",
    data: sz("rundll32 printui.dll,PrintUIEntry /in /n\\\\«fs1|fs2»\\laser"),
  },
  {
    what: "behind an equals sign, as in JSON",
    key: APP,
    value: "json",
    data: sz('{"home":"\\\\\\\\«fs1|fs2»\\\\home","n":1}'),
  },
  { what: "at the end of a sentence", key: APP, value: "prose", data: sz("Files are on \\\\«fs1|fs2».") },
  { what: "a text in REG_BINARY", key: APP, value: "blob", data: unicode("\\\\«fs1|fs2»\\blob") },
  {
    what: "UTF-16 in the middle of bytes, of the same length",
    key: APP,
    value: "struct",
    data: within("\\\\«fs1|fs2»\\x"),
  },
  { what: "8-bit text in the middle of bytes", key: APP, value: "struct8", data: within8("\\\\«fs1|fs2»\\x") },
  {
    what: "a computer's comment, by a bare name",
    key: `${EXPLORER}\\ComputerDescriptions`,
    value: "«fs1|fs2»",
    data: sz("files of the house"),
  },
  {
    what: "a remote desktop's key",
    key: `${TERMINAL}\\Servers\\«fs1|fs2»`,
    value: "UsernameHint",
    data: sz("CORP\\erika"),
  },
  {
    what: "a remote desktop that was typed",
    key: `${TERMINAL}\\Default`,
    value: "MRU0",
    data: sz("«fs1.corp.example|fs2.corp.example»:3390"),
  },
  {
    what: "a zone of Internet Explorer",
    key: `${INTERNET}\\ZoneMap\\Domains\\«fs1|fs2»`,
    value: "file",
    data: () => ({ type: REG.dword, data: dwords(1) }),
  },
  {
    what: "a program's name",
    key: "Software\\Microsoft\\Windows NT\\CurrentVersion\\AppCompatFlags\\Layers",
    value: "\\\\«fs1|fs2»\\tools\\old.exe",
    data: sz("WINXPSP3"),
  },
  {
    what: "a key and all in it",
    key: `${APP}\\##«fs1|fs2»#x\\##«fs1|fs2»#y`,
    value: "\\\\«fs1|fs2»\\z",
    data: sz("\\\\«fs1|fs2»\\z"),
  },
];

/** None of these may change. */
export const LOOK_ALIKES: readonly Row[] = [
  { what: "a longer name", key: APP, value: "n1", data: sz("\\\\fs12\\home") },
  { what: "a name with a letter before it", key: APP, value: "n2", data: sz("\\\\myfs1\\home") },
  { what: "a name with a hyphen behind it", key: APP, value: "n3", data: sz("\\\\fs1-backup\\home") },
  { what: "a name with a hyphen before it", key: APP, value: "n4", data: sz("\\\\old-fs1\\home") },
  { what: "a name in another domain", key: APP, value: "n5", data: sz("\\\\fs1.other.example\\home") },
  { what: "a longer domain", key: APP, value: "n6", data: sz("\\\\fs1.corp.example.org\\home") },
  {
    what: "a domain of its own below another server",
    key: APP,
    value: "n7",
    data: sz("\\\\fs1.fs1.corp.example\\home"),
  },
  { what: "a label of a longer name", key: APP, value: "n8", data: sz("\\\\www.fs1.corp.example\\home") },
  { what: "the word in a sentence", key: APP, value: "n9", data: sz("The server fs1 is in the cellar.") },
  { what: "a share of that name", key: APP, value: "n10", data: sz("\\\\fs9\\fs1\\fs1.corp.example") },
  { what: "a local folder", key: APP, value: "n11", data: sz("C:\\fs1\\home") },
  { what: "a local folder with a slip", key: APP, value: "n12", data: sz("C:\\data\\\\fs1\\home") },
  { what: "a drive with a slip", key: APP, value: "n13", data: sz("C:\\\\fs1\\home") },
  { what: "three backslashes", key: APP, value: "n14", data: sz("\\\\\\fs1\\home") },
  { what: "a hidden name", key: APP, value: "n15", data: sz("\\\\fs1$\\home") },
  { what: "a name with a variable", key: APP, value: "n16", data: sz("\\\\fs1%SITE%\\home") },
  { what: "a name of another script", key: APP, value: "n17", data: sz("\\\\fs1é\\home") },
  { what: "an account of that computer", key: "Network\\H", value: "UserName", data: sz("FS1\\erika") },
  { what: "a mail address", key: APP, value: "n18", data: sz("erika@fs1.corp.example") },
  {
    what: "a web address, which --urls would change",
    key: APP,
    value: "n19",
    data: sz("https://fs1.corp.example/wiki"),
  },
  { what: "a proxy, likewise", key: INTERNET, value: "ProxyServer", data: sz("fs1:8080") },
  {
    what: "a proxy in bytes, likewise",
    key: `${INTERNET}\\Connections`,
    value: "DefaultConnectionSettings",
    data: connections("fs1:8080", "<local>", "http://fs1/proxy.pac"),
  },
  { what: "a mount point of another server", key: `${EXPLORER}\\MountPoints2\\##fs12#home` },
  { what: "a volume that is no server", key: `${EXPLORER}\\MountPoints2\\fs1` },
  { what: "a printer of another server", key: "Printers\\Connections\\,,fs1.other.example,Laser" },
  { what: "a key of that name", key: `${APP}\\fs1\\fs1.corp.example`, value: "fs1", data: sz("fs1") },
  { what: "a value's name that is a word", key: APP, value: "fs1", data: sz("yes") },
  { what: "bytes of the same letters", key: APP, value: "n20", data: within8("the fs1 file system") },
  {
    what: "behind the end of a text",
    key: APP,
    value: "n21",
    data: () => ({ type: REG.sz, data: utf16("x\0\\\\fs1\\home\0") }),
  },
  { what: "a number", key: APP, value: "n22", data: () => ({ type: REG.dword, data: latin1("fs1\0") }) },
  { what: "an option that is none", key: APP, value: "n23", data: sz("name/n\\\\fs1\\laser") },
  { what: "an @ that is no port", key: APP, value: "n24", data: sz("\\\\fs1@home\\x") },
];
