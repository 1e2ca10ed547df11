"""Memory and processor time of a process and everything it started, sampled while it runs."""

import os
import pathlib
import threading
import time

PERIOD_SEC = 0.1
TICKS_A_SEC = os.sysconf("SC_CLK_TCK")


def family(master):
    """The process and its descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            fields = stat(entry)
            if fields:
                parents[int(entry)] = int(fields[1])
    found = [master]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def stat(pid):
    """The fields of /proc/PID/stat after the name: state, parent, …"""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def kib(pid, name, field):
    try:
        text = pathlib.Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return 0
    for line in text.splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    return 0


class Watch:
    """Samples in a thread until finish(). pss_kib: the highest sum of proportional sizes (shared pages
    count once in all). hwm_kib: the highest sum of each process's own peak (shared pages count in
    each). names: the peak of each process by its name."""

    def __init__(self, master):
        self.master = master
        self.pss_kib = self.hwm_kib = 0
        self.names = {}
        self.cpu = {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.over.wait(PERIOD_SEC):
            self.sample()

    def sample(self):
        pss = hwm = 0
        for pid in family(self.master):
            own = kib(pid, "smaps_rollup", "Pss")
            peak = kib(pid, "status", "VmHWM")
            pss += own
            hwm += peak
            self.note(pid, own, peak)
        self.pss_kib = max(self.pss_kib, pss)
        self.hwm_kib = max(self.hwm_kib, hwm)

    def note(self, pid, pss, hwm):
        fields = stat(pid)
        if not fields:
            return
        try:
            name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
        except OSError:
            return
        old = self.names.get(name, (0, 0))
        self.names[name] = (max(old[0], pss), max(old[1], hwm))
        self.cpu[pid] = (name, (int(fields[11]) + int(fields[12])) / TICKS_A_SEC)

    def cpu_sec(self):
        """Processor seconds by process name."""
        total = {}
        for name, sec in self.cpu.values():
            total[name] = total.get(name, 0) + sec
        return total

    def finish(self):
        self.sample()
        self.over.set()
        self.thread.join()
        return self


def wait_until(condition, timeout, period=0.02):
    until = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(period)
