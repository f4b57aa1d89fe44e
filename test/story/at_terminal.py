#!/usr/bin/env python3
"""Terminals as a shell cannot be one.

at_terminal.py typed ANSWER COMMAND…: at a pseudo terminal, where ANSWER is typed to the question that
    comes first; prints what the terminal showed, and ends as the command did.
at_terminal.py left COMMAND…: leaves by Ctrl-C the question that comes first; fails unless the terminal shows again
    what is typed; prints how the command ended.
at_terminal.py interrupted SIGNAL FILE COMMAND…: waits until FILE is there and its first line, sends SIGNAL to the
    command, and prints how it ended: "signal 2", "exit 11".
at_terminal.py hostile SOCKET VERSION WORD…: says over SOCKET what no terminal of ours would: asks for
    the command without sending any file; prints what it is told.
at_terminal.py dying SOCKET untaken|taken: a server that is killed while a terminal comes: takes the connection, says
    that the command begins or not, and is gone.
at_terminal.py silent SOCKET SECONDS: connects, says nothing, and fails unless it is turned away in time.
"""
import array
import fcntl
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time

GREETING, VARIABLE, ARGUMENT, END, WAITING, ERROR, EXIT, WANTED, FILE, BYTES, GIVEN, ALL, PUT, TAKEN = range(1, 15)


def typed(answer, command):
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    shown, is_asked = b'', False
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, 'the command says nothing'
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        if not is_asked and ('：'.encode() in shown or b': ' in shown):
            is_asked = True
            shows_what_is_typed(terminal, False)
            os.write(terminal, answer.encode() + b'\n')
    _, status = os.waitpid(child, 0)
    sys.stdout.write(shown.decode().replace('\r\n', '\n'))
    assert answer not in shown.decode(), 'what was typed was shown'
    sys.exit(os.waitstatus_to_exitcode(status))


def shows_what_is_typed(terminal, expected):
    until = time.monotonic() + 20
    while bool(termios.tcgetattr(terminal)[3] & termios.ECHO) != expected:
        assert time.monotonic() < until, 'it is not shown any more' if expected else 'it would be shown'
        time.sleep(0.01)


def left(command):
    keeper, terminal = pty.openpty()  # held open: its settings outlive the command
    child = os.fork()
    if child == 0:
        os.setsid()
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        os.execvp(command[0], command)
    shows_what_is_typed(terminal, False)
    os.write(keeper, b'\x03')
    _, status = os.waitpid(child, 0)
    shows_what_is_typed(terminal, True)
    print(ending(os.waitstatus_to_exitcode(status)))


def ending(code):
    return f'signal {-code}' if code < 0 else f'exit {code}'


def interrupted(number, mark, command):
    process = subprocess.Popen(command, restore_signals=True,
                               preexec_fn=lambda: [signal.signal(s, signal.SIG_DFL) for s in (2, 15, 1)])
    while process.poll() is None and not os.path.exists(mark):
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(int(number))
    code = process.wait(60)
    print(ending(code))


def frame(kind, payload=b''):
    return struct.pack('II', kind, len(payload)) + payload


def receive(line, size):
    got = b''
    while len(got) < size:
        try:
            part = line.recv(size - len(got))
        except ConnectionResetError:
            return None
        if not part:
            return None
        got += part
    return got


def hostile(path, version, words):
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    read_end, write_end = os.pipe()
    nothing = os.open('/dev/null', os.O_RDONLY)
    rights = array.array('i', [nothing, write_end, write_end])
    line.sendmsg([frame(GREETING, version.encode())], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    os.close(write_end)
    try:
        for word in words:
            kind = VARIABLE if word.startswith('DUIBIAO_') else ARGUMENT
            line.sendall(frame(kind, word.encode()))
        line.sendall(frame(END))
    except BrokenPipeError:
        pass  # turned away already; why, it has been told
    while True:
        head = receive(line, 8)
        if head is None:
            break
        kind, size = struct.unpack('II', head)
        payload = receive(line, size)
        if kind == WANTED:
            line.sendall(frame(FILE, struct.pack('III', 1, 0, 0)))  # there is no such file
        elif kind == ALL:
            break  # nothing of it is taken
        elif kind == EXIT:
            print('exit', *struct.unpack('ii', payload))
        elif kind == ERROR:
            print('refused', payload.replace(b'\0', b' ').decode())
    os.set_blocking(read_end, False)
    try:
        print(os.read(read_end, 1 << 20).decode())
    except BlockingIOError:
        pass


def dying(path, taken):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    line, _ = server.accept()
    server.close()
    if taken == 'taken':
        line.sendall(frame(TAKEN))
    line.close()


def silent(path, seconds):
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    line.sendall(b'\1')
    line.settimeout(float(seconds))
    while receive(line, 1):
        pass


if __name__ == '__main__':
    what, *rest = sys.argv[1:]
    if what == 'typed':
        typed(rest[0], rest[1:])
    elif what == 'left':
        left(rest)
    elif what == 'interrupted':
        interrupted(rest[0], rest[1], rest[2:])
    elif what == 'hostile':
        hostile(rest[0], rest[1], rest[2:])
    elif what == 'dying':
        dying(*rest)
    elif what == 'silent':
        silent(*rest)
