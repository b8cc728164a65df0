// Stands for node:child_process in the command: commander would load it at once, for commands that are programs of their
// own. hivetool has none, so the time that loading takes is saved; what does start a program asks Node for it then.
module.exports = undefined;
