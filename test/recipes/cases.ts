import type { Keys } from "./applied.ts";

/** What a recipe makes of a hive: keys before, variables, keys after; keys that are not named after are gone. */
export interface RecipeCase {
  readonly recipe: string;
  readonly before: Keys;
  readonly variables?: Readonly<Record<string, string>>;
  readonly after: Keys;
}

const CURRENT = "Software\\Microsoft\\Windows\\CurrentVersion";
const SETTINGS = `${CURRENT}\\Internet Settings`;
const CONNECTIONS = `${SETTINGS}\\Connections`;
const [RUN, ONCE, APPROVED] = [`${CURRENT}\\Run`, `${CURRENT}\\RunOnce`, `${CURRENT}\\Explorer\\StartupApproved\\Run`];
const POLICIES = `${CURRENT}\\Policies`;
const [SHELL, CACHE] = [`${CURRENT}\\Explorer\\User Shell Folders`, `${CURRENT}\\Explorer\\Shell Folders`];
const PROFILE = "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Work";
const OLD_PROFILE =
  "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Old\\13dbb0c8aa05101a9bb000aa002fc45a";
const DESKTOP = "Control Panel\\Desktop";
const RDP = "Software\\Microsoft\\Terminal Server Client";

const utf16 = (text: string): string => Buffer.from(`${text}\0`, "utf16le").toString("hex");
const ansi = (text: string): string => Buffer.from(`${text}\0`, "latin1").toString("hex");

/** 56 bytes as a real hive has them: no proxy. */
const NO_PROXY = `460000000100000001000000${"00".repeat(44)}`;
/** 75 bytes as a real hive has them: `127.0.0.1:80`, `<local>`, flags 0x0b; the count is one more than above. */
const PROXY = `46000000020000000b0000000c000000${Buffer.from("127.0.0.1:80").toString("hex")}07000000${Buffer.from("<local>").toString("hex")}00000000${"00".repeat(32)}`;

export const CASES: readonly RecipeCase[] = [
  {
    recipe: "internet-proxy",
    before: {
      [SETTINGS]: { AutoConfigURL: ["sz", "http://old/p.pac"], Other: ["dword", 7] },
      [CONNECTIONS]: { DefaultConnectionSettings: ["binary", NO_PROXY], SavedLegacySettings: ["binary", NO_PROXY] },
    },
    variables: { server: "127.0.0.1:80", bypass: "<local>", detect: "yes" },
    after: {
      [SETTINGS]: {
        Other: ["dword", 7],
        ProxyEnable: ["dword", 1],
        ProxyServer: ["sz", "127.0.0.1:80"],
        ProxyOverride: ["sz", "<local>"],
      },
      [CONNECTIONS]: { DefaultConnectionSettings: ["binary", PROXY], SavedLegacySettings: ["binary", PROXY] },
    },
  },
  {
    recipe: "internet-proxy",
    before: { [SETTINGS]: { ProxyEnable: ["dword", 1], ProxyServer: ["sz", "p:1"], ProxyOverride: ["sz", "x"] } },
    after: {
      [SETTINGS]: { ProxyEnable: ["dword", 0] },
      [CONNECTIONS]: { DefaultConnectionSettings: ["binary", NO_PROXY], SavedLegacySettings: ["binary", NO_PROXY] },
    },
  },
  {
    recipe: "onedrive-setup",
    before: {
      [RUN]: { OneDriveSetup: ["sz", "C:\\Windows\\SysWOW64\\OneDriveSetup.exe /thfirstsetup"], Mine: ["sz", "a"] },
    },
    after: { [RUN]: { Mine: ["sz", "a"] } },
  },
  {
    // The one with a server gets all; the one without stays as it is.
    recipe: "outlook-proxy",
    before: {
      [`${PROFILE}\\aa`]: { "001f6622": ["binary", utf16("old.example.com")], "00036623": ["binary", "23000000"] },
      [`${PROFILE}\\bb`]: { "001f3001": ["binary", utf16("Other")], "00036623": ["binary", "01000000"] },
      [OLD_PROFILE]: { "001e6622": ["binary", ansi("old.example.com")], "001e6625": ["binary", ansi("msstd:old")] },
    },
    variables: { server: "mail.example.com:443", flags: "0x2f", auth: "2", principal: "msstd:mail.example.com" },
    after: {
      [`${PROFILE}\\aa`]: {
        "001f6622": ["binary", utf16("mail.example.com:443")],
        "00036623": ["binary", "2f000000"],
        "00036627": ["binary", "02000000"],
        "001f6625": ["binary", utf16("msstd:mail.example.com")],
      },
      [`${PROFILE}\\bb`]: { "001f3001": ["binary", utf16("Other")], "00036623": ["binary", "01000000"] },
      [OLD_PROFILE]: {
        "001e6622": ["binary", ansi("mail.example.com:443")],
        "001e6625": ["binary", ansi("msstd:mail.example.com")],
        "00036623": ["binary", "2f000000"],
        "00036627": ["binary", "02000000"],
      },
    },
  },
  {
    recipe: "outlook-autodiscover",
    before: {},
    variables: { way: "ExcludeScpLookup", version: "15.0" },
    after: { "Software\\Microsoft\\Office\\15.0\\Outlook\\AutoDiscover": { ExcludeScpLookup: ["dword", 1] } },
  },
  {
    recipe: "drive-map",
    before: { "Network\\h": { RemotePath: ["sz", "\\\\old\\home"], DeferFlags: ["dword", 1], Own: ["dword", 5] } },
    variables: { letter: "H", path: "\\\\files2\\home$" },
    after: {
      "Network\\h": {
        RemotePath: ["sz", "\\\\files2\\home$"],
        DeferFlags: ["dword", 4],
        Own: ["dword", 5],
        UserName: ["sz", ""],
        ProviderName: ["sz", "Microsoft Windows Network"],
        ProviderType: ["dword", 0x20000],
        ConnectionType: ["dword", 1],
      },
    },
  },
  {
    recipe: "drive-map",
    before: {},
    variables: { letter: "X", path: "\\\\files2\\share\\folder", user: "EXAMPLE\\anna" },
    after: {
      "Network\\X": {
        RemotePath: ["sz", "\\\\files2\\share\\folder"],
        UserName: ["sz", "EXAMPLE\\anna"],
        ProviderName: ["sz", "Microsoft Windows Network"],
        ProviderType: ["dword", 0x20000],
        ConnectionType: ["dword", 1],
        DeferFlags: ["dword", 1],
      },
    },
  },
  {
    recipe: "drive-unmap",
    before: { "Network\\H": { RemotePath: ["sz", "\\\\old\\home"] }, "Network\\I": { RemotePath: ["sz", "x"] } },
    variables: { letter: "h" },
    after: { "Network\\I": { RemotePath: ["sz", "x"] } },
  },
  {
    recipe: "run-entry",
    before: { [RUN]: { Agent: ["sz", "old"], Mine: ["sz", "a"] } },
    variables: { name: "Agent", command: "%ProgramFiles%\\Agent\\a.exe", type: "expand-sz" },
    after: { [RUN]: { Agent: ["expand-sz", "%ProgramFiles%\\Agent\\a.exe"], Mine: ["sz", "a"] } },
  },
  {
    recipe: "run-once",
    before: {},
    variables: { name: "Welcome", command: "C:\\Setup\\first.cmd" },
    after: { [ONCE]: { Welcome: ["sz", "C:\\Setup\\first.cmd"] } },
  },
  {
    recipe: "run-entry-remove",
    before: {
      [RUN]: { Agent: ["sz", "old"], "Agent 2": ["sz", "a"] },
      [ONCE]: { agent: ["sz", "old"] },
      [APPROVED]: { Agent: ["binary", `03${"00".repeat(11)}`] },
    },
    variables: { name: "Agent" },
    after: { [RUN]: { "Agent 2": ["sz", "a"] }, [ONCE]: {}, [APPROVED]: {} },
  },
  {
    recipe: "unlock-policies",
    before: {
      [`${POLICIES}\\Explorer`]: { NoRun: ["dword", 1], NoDrives: ["dword", 0x03ff_ffff], Wanted: ["dword", 1] },
      [`${POLICIES}\\Explorer\\DisallowRun`]: { "1": ["sz", "cmd.exe"] },
      [`${POLICIES}\\System`]: { DisableTaskMgr: ["dword", 1], disableregistrytools: ["dword", 1] },
      "Software\\Policies\\Microsoft\\Windows\\System": { DisableCMD: ["dword", 2], Other: ["dword", 1] },
    },
    after: {
      [`${POLICIES}\\Explorer`]: { Wanted: ["dword", 1] },
      [`${POLICIES}\\System`]: {},
      "Software\\Policies\\Microsoft\\Windows\\System": { Other: ["dword", 1] },
    },
  },
  {
    // Whole names only; a dollar sign means itself.
    recipe: "user-shell-folders",
    before: {
      [SHELL]: {
        Personal: ["expand-sz", "\\\\OLD\\Home\\%USERNAME%\\Documents"],
        Desktop: ["expand-sz", "\\\\old\\home"],
        "My Music": ["expand-sz", "\\\\old\\homes\\x"],
        Favorites: ["expand-sz", "%USERPROFILE%\\Favorites"],
      },
      [CACHE]: { Personal: ["sz", "\\\\old\\home\\anna\\Documents"] },
    },
    variables: { from: "\\\\old\\home", to: "\\\\files2\\home$1$" },
    after: {
      [SHELL]: {
        Personal: ["expand-sz", "\\\\files2\\home$1$\\%USERNAME%\\Documents"],
        Desktop: ["expand-sz", "\\\\files2\\home$1$"],
        "My Music": ["expand-sz", "\\\\old\\homes\\x"],
        Favorites: ["expand-sz", "%USERPROFILE%\\Favorites"],
      },
      [CACHE]: { Personal: ["sz", "\\\\files2\\home$1$\\anna\\Documents"] },
    },
  },
  {
    recipe: "locale-keyboard",
    before: { "Control Panel\\International": { LocaleName: ["sz", "en-US"], sShortDate: ["sz", "M/d/yyyy"] } },
    variables: { locale: "de-DE", lcid: "00000407", country: "94", layout: "00000407", indicators: "2" },
    after: {
      "Control Panel\\International": {
        LocaleName: ["sz", "de-DE"],
        sShortDate: ["sz", "M/d/yyyy"],
        Locale: ["sz", "00000407"],
      },
      "Control Panel\\International\\Geo": { Nation: ["sz", "94"] },
      "Keyboard Layout\\Preload": { "1": ["sz", "00000407"] },
      "Control Panel\\Keyboard": { InitialKeyboardIndicators: ["sz", "2"] },
    },
  },
  {
    recipe: "locale-keyboard",
    before: { "Control Panel\\Keyboard": { InitialKeyboardIndicators: ["sz", "0"] } },
    variables: { locale: "fr", lcid: "0000040c" },
    after: {
      "Control Panel\\International": { LocaleName: ["sz", "fr"], Locale: ["sz", "0000040c"] },
      "Control Panel\\Keyboard": { InitialKeyboardIndicators: ["sz", "0"] },
    },
  },
  {
    recipe: "desktop-look",
    before: { [DESKTOP]: { Wallpaper: ["sz", "old.jpg"], TranscodedImageCache: ["binary", "7ac3"] } },
    variables: { wallpaper: "C:\\new.jpg", style: "6", "light-apps": "0", "hide-extensions": "0", "launch-to": "1" },
    after: {
      [DESKTOP]: { Wallpaper: ["sz", "C:\\new.jpg"], WallpaperStyle: ["sz", "6"], TileWallpaper: ["sz", "0"] },
      [`${CURRENT}\\Themes\\Personalize`]: { AppsUseLightTheme: ["dword", 0] },
      [`${CURRENT}\\Explorer\\Advanced`]: { HideFileExt: ["dword", 0], LaunchTo: ["dword", 1] },
    },
  },
  {
    recipe: "desktop-look",
    before: { [DESKTOP]: { Wallpaper: ["sz", "old.jpg"], TranscodedImageCache: ["binary", "7ac3"] } },
    variables: { "light-system": "1", "hidden-files": "2" },
    after: {
      [DESKTOP]: { Wallpaper: ["sz", "old.jpg"], TranscodedImageCache: ["binary", "7ac3"] },
      [`${CURRENT}\\Themes\\Personalize`]: { SystemUsesLightTheme: ["dword", 1] },
      [`${CURRENT}\\Explorer\\Advanced`]: { Hidden: ["dword", 2] },
    },
  },
  {
    recipe: "screen-saver-lock",
    before: { [DESKTOP]: { ScreenSaverIsSecure: ["dword", 1], "SCRNSAVE.EXE": ["sz", "own.scr"] } },
    after: {
      [DESKTOP]: {
        ScreenSaverIsSecure: ["sz", "1"],
        "SCRNSAVE.EXE": ["sz", "own.scr"],
        ScreenSaveActive: ["sz", "1"],
        ScreenSaveTimeOut: ["sz", "600"],
      },
    },
  },
  {
    recipe: "recent-lists",
    before: {
      [`${CURRENT}\\Explorer\\RunMRU`]: { a: ["sz", "cmd\\1"], MRUList: ["sz", "a"] },
      [`${CURRENT}\\Explorer\\RecentDocs`]: { "0": ["binary", "00"] },
      [`${CURRENT}\\Explorer\\RecentDocs\\.txt`]: { "0": ["binary", "00"] },
      [`${CURRENT}\\Explorer\\TypedPaths`]: { url1: ["sz", "C:\\x"] },
      [`${CURRENT}\\Explorer\\Advanced`]: { Hidden: ["dword", 1] },
    },
    after: { [`${CURRENT}\\Explorer\\Advanced`]: { Hidden: ["dword", 1] } },
  },
  {
    recipe: "rdp-history",
    before: {
      [`${RDP}\\Default`]: { MRU0: ["sz", "host"], MRU1: ["sz", "host2"], Other: ["dword", 1] },
      [`${RDP}\\Servers\\host`]: { UsernameHint: ["sz", "EXAMPLE\\anna"] },
    },
    after: { [`${RDP}\\Default`]: { Other: ["dword", 1] } },
  },
  {
    recipe: "environment-variable",
    before: { Environment: { tools: ["sz", "old"], Path: ["expand-sz", "x"] } },
    variables: { name: "TOOLS", value: "%USERPROFILE%\\bin" },
    after: { Environment: { tools: ["expand-sz", "%USERPROFILE%\\bin"], Path: ["expand-sz", "x"] } },
  },
  {
    recipe: "environment-variable-remove",
    before: { Environment: { tools: ["sz", "old"], Path: ["expand-sz", "x"] } },
    variables: { name: "TOOLS" },
    after: { Environment: { Path: ["expand-sz", "x"] } },
  },
];

/** Values of variables that a recipe refuses. */
export const REFUSED: readonly (readonly [recipe: string, variables: Readonly<Record<string, string>>])[] = [
  ["outlook-port", { port: "0" }],
  ["outlook-proxy", { server: "https://mail.example.com" }],
  ["outlook-proxy", { server: "mail.example.com-443:" }],
  ["outlook-proxy", { principal: "mail.example.com" }],
  ["outlook-autodiscover", { way: "ExcludeNothing" }],
  ["drive-map", { letter: "HH", path: "\\\\a\\b" }],
  ["drive-map", { letter: "H", path: "C:\\b" }],
  ["drive-map", { letter: "H", path: "\\\\a\\b\\" }],
  ["drive-map", { letter: "H" }],
  ["drive-unmap", {}],
  ["run-entry", { name: "a", command: "b", type: "dword" }],
  ["user-shell-folders", { from: "\\\\old\\", to: "\\\\new" }],
  ["locale-keyboard", { locale: "German", lcid: "407" }],
  ["screen-saver-lock", { seconds: "-1" }],
  ["environment-variable", { name: "A=B", value: "" }],
  ["internet-proxy", { server: "a b" }],
];
