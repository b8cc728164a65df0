// Stands for node:child_process in the command: commander would load it at once, for commands that are programs of their
// own. hivetool has none and starts no program, so the time that loading takes is saved.
module.exports = undefined;
