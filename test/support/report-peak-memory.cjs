// Preloaded into a process under test: says on standard error, as its last line, how much memory it took at most.
process.on("exit", () => process.stderr.write(`peak memory: ${process.resourceUsage().maxRSS} KiB\n`));
