# A pair of pseudo terminals: prints the path of the one to open, and carries bytes between the other and standard in and out.
import os, pty, select, sys, tty
master, slave = pty.openpty()
tty.setraw(slave)
os.write(1, (os.ttyname(slave) + '\n').encode())
while True:
    for ready in select.select([master, 0], [], [])[0]:
        data = os.read(ready, 4096)
        if ready == 0 and not data:
            sys.exit(0)
        os.write(1 if ready == master else master, data)
