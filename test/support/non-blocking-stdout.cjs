// Makes standard output a pipe that says EAGAIN when it is full: opening it as a stream does that, on every POSIX system.
process.stdout._handle;
