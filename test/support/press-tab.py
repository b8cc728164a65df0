"""Types into an interactive shell: press-tab.py SETUP TYPED SHOWN [TYPED SHOWN...] -- SHELL [ARGUMENT...]

Types each TYPED after the prompt is there, waits until SHOWN appears behind it, and clears the line. What appeared
instead is printed.
"""
import os
import pty
import select
import sys
import time

border = sys.argv.index("--", 1)
setup, *lines = sys.argv[1:border]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[border + 1], sys.argv[border + 1 :])


def wait_for(text):
    shown, end = b"", time.time() + 20
    while text.encode() not in shown and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                break
    return None if text.encode() in shown else shown


# The prompt is not in what is typed, only in what it comes to.
os.write(terminal, (setup + "; PS1='rea''dy>'\n").encode())
if wait_for("ready>") is not None:
    sys.exit("the shell has no prompt")
for typed, expected in zip(lines[::2], lines[1::2]):
    os.write(terminal, typed.encode() + b"\t")
    missed = wait_for(expected)
    if missed is not None:
        print(f"{typed!r} became {missed!r}, and should be {expected!r}")
    os.write(terminal, b"\x15")
    os.write(terminal, b"\n")
    wait_for("ready>")
os.write(terminal, b"exit\n")
