# SPDX-License-Identifier: Apache-2.0
"""Real daemons in a folder of their own, driven from outside. Every wait has an end.

    with Daemons(config="fetcher:\\n  host_delay_ms: 0\\n") as z:
        job = z.crawl("http://127.0.0.1:8000/", "--depth", "2")
        z.outcomes(job)
"""
import collections
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("ZB_BIN", TOP / "build" / "bin")).resolve() / "zhibiao"
# Sanitizers make everything slower; so does a busy machine.
PATIENCE = float(os.environ.get("ZB_PATIENCE", "1"))

LOCAL = "fetcher:\n  host_delay_ms: 0\n  allow_private_addresses: true\n"


class Late(AssertionError):
    """Something did not happen in time."""


def until(condition, seconds, what, every=0.05):
    """The first true value of condition(), asked for again and again for `seconds`."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Late(f"not within {seconds * PATIENCE:.0f} s: {what}")
        time.sleep(every)


def parents():
    """Child processes by parent."""
    found = collections.defaultdict(list)
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[int(fields[1])].append(int(stat.parent.name))
    return found


class Daemons:
    """`zhibiao run` on a data folder; commands go to the same folder and configuration."""

    def __init__(self, config=LOCAL, extractors=1, folder=None, environment=None, files=None):
        self.home = pathlib.Path(folder or tempfile.mkdtemp(prefix="zhibiao-test-"))
        self.data = self.home / "data"
        # Not in a folder that was given: it may be a disk that is full.
        log, name = tempfile.mkstemp(prefix="zhibiao-test-", suffix=".log")
        os.close(log)
        self.log_path = pathlib.Path(name)
        self.config = self.home / "zhibiao.yaml"
        self.config.write_text(config)
        self.extractors, self.process = extractors, None
        self.files = files  # soft and hard limit of open files
        self.environment = dict(os.environ, **(environment or {}))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.end()
        for report in ("runtime error:", "ERROR: AddressSanitizer", "ERROR: LeakSanitizer"):
            if report in self.log():
                print(self.tail(200))
                raise AssertionError(f"a sanitizer reported: {report}")
        if kind is None or not os.environ.get("ZB_KEEP"):
            shutil.rmtree(self.home, ignore_errors=True)
            self.log_path.unlink(missing_ok=True)
        if kind is not None:
            print(self.tail())

    # Life

    def start(self, ready=True):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [BIN, "run", "-c", self.config, "-d", self.data, "-x", str(self.extractors)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment,
            preexec_fn=self.limit if self.files else None)
        log.close()
        if ready:
            until(lambda: self.process.poll() is not None or self.cli("status", "--json").returncode == 0,
                  20, "the daemons answer")
            assert self.process.poll() is None, self.tail()

    def limit(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, self.files)

    def stop(self, signo=signal.SIGTERM, seconds=15):
        """The exit code of a stop as asked for; None where it took too long."""
        self.process.send_signal(signo)
        try:
            return self.process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            return None

    def end(self):
        if self.process is not None and self.process.poll() is None:
            for pid in self.children():
                self.signal(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait(10)

    @staticmethod
    def signal(pid, signo):
        try:
            os.kill(pid, signo)
        except ProcessLookupError:
            pass

    def children(self, name=""):
        """Process ids of the daemons whose program begins so ("stored", "fetcherd", "extractord")."""
        found = []
        for pid in parents()[self.process.pid]:
            try:
                program = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode()
            except OSError:
                continue
            if pathlib.Path(program).name.startswith("zhibiao-" + name):
                found.append(pid)
        return found

    def kill(self, name):
        """SIGKILL to the daemons of that name; how many there were."""
        pids = self.children(name)
        for pid in pids:
            self.signal(pid, signal.SIGKILL)
        return len(pids)

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def tail(self, lines=30):
        return "\n".join(["--- run.log", *self.log().splitlines()[-lines:]])

    # Commands

    def cli(self, *words, seconds=60):
        return subprocess.run([BIN, words[0], "-c", self.config, "-d", self.data, *map(str, words[1:])],
                              capture_output=True, text=True, timeout=seconds * PATIENCE, env=self.environment)

    def crawl(self, *words):
        """A job's id."""
        out = self.cli("crawl", *words, "--json")
        assert out.returncode == 0, out.stderr
        return json.loads(out.stdout)["job"]

    def job(self, job, *words):
        """The job as it stands, or None while nobody answers."""
        out = self.cli("jobs", job, "--json", *words)
        return json.loads(out.stdout) if out.returncode == 0 and out.stdout.strip() else None

    def finish(self, job, seconds=60):
        """The job at its end."""
        def ended():
            now = self.job(job)
            return now if now is not None and now["state"] == "finished" else None
        try:
            return until(ended, seconds, f"job {job} finishes")
        except Late as late:
            raise Late(f"{late}; {self.job(job, '--urls')}") from None

    def outcomes(self, job):
        """Address to (outcome, detail) for each address of a job."""
        out = self.cli("jobs", job, "--urls", "--json")
        assert out.returncode == 0, out.stderr
        return {u["url"]: (u["outcome"], u["detail"]) for line in out.stdout.splitlines()
                for u in json.loads(line).get("listed", [])}

    def records(self):
        """What `query` prints, as a list."""
        out = self.cli("query", "--format", "jsonl")
        assert out.returncode == 0, out.stderr
        return [json.loads(line) for line in out.stdout.splitlines()]


def extract(path):
    """What `extract` prints for a file, as a list."""
    out = subprocess.run([BIN, "extract", "--format", "jsonl", path], capture_output=True, text=True, timeout=60 * PATIENCE)
    assert out.returncode == 0, out.stderr
    return [json.loads(line) for line in out.stdout.splitlines()]


def digest(records):
    """How often each (quote, value, indicator) occurs: what must be equal however it was read."""
    return collections.Counter((r["quote"], r["value"], r["indicator"]) for r in records)
