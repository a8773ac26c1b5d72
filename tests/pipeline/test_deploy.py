#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts down is whole, keeps what an operator edited, and runs confined."""
import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from daemons import BIN, TOP  # noqa: E402

BUILD = BIN.parents[1]
UNITS = ("zhibiao-stored.service", "zhibiao-fetcherd.service", "zhibiao-extractord@.service")
METRICS = "zhibiao-metrics.service"
EXPOSURE_MAX = 2.0


class DeployTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="zhibiao-test-"))
        cls.install()
        cls.prefix = next(cls.root.rglob("bin/zhibiao")).parents[1]
        cls.units = {name: next(cls.root.rglob(name)) for name in (*UNITS, METRICS)}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    @classmethod
    def install(cls):
        subprocess.run(["cmake", "--install", BUILD], env=dict(os.environ, DESTDIR=str(cls.root)),
                       check=True, capture_output=True, timeout=120)

    def service(self, name):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str
        unit.read(self.units[name])
        return unit["Service"]

    def test_units_start_what_is_installed(self):
        for name in UNITS:
            service = self.service(name)
            program, *words = service["ExecStart"].split()
            self.assertTrue((self.root / program.lstrip("/")).is_file(), program)
            conf = words[words.index("-c") + 1]
            self.assertTrue((self.root / conf.lstrip("/")).is_file(), conf)
            self.assertEqual((service["Type"], service["UMask"], service["User"]), ("notify", "0077", "zhibiao"))
            self.assertGreater(int(service["WatchdogSec"]), 0)
        self.assertIn("zhibiao-extractord@0.service", next(self.root.rglob("zhibiao.target")).read_text())

    def test_units_are_confined(self):
        if shutil.which("systemd-analyze") is None:
            self.skipTest("no systemd-analyze here")
        for name in (*UNITS, METRICS):
            out = subprocess.run(["systemd-analyze", "security", "--offline=true", self.units[name]],
                                 capture_output=True, text=True, timeout=60)
            level = re.search(r"exposure level for .*: ([0-9.]+)", out.stdout)
            self.assertIsNotNone(level, out.stderr)
            self.assertLessEqual(float(level.group(1)), EXPOSURE_MAX, name)

    def test_configuration_is_whole_and_kept(self):
        conf = next(self.root.rglob("zhibiao.yaml"))
        out = subprocess.run([BIN, "check-config", "-c", conf], capture_output=True, text=True, timeout=60)
        self.assertEqual(out.returncode, 0, out.stderr)
        conf.write_text("log_level: warn\n")
        self.install()
        self.assertEqual(conf.read_text(), "log_level: warn\n")

    def test_setup_names_its_packages(self):
        out = subprocess.run([TOP / "deploy" / "setup", "--tests", "--list"], capture_output=True, text=True, timeout=20)
        self.assertEqual(out.returncode, 0)
        packages = out.stdout.split()
        modules = {m.group(1) for f in TOP.rglob("CMakeLists.txt") if BUILD not in f.parents and "build" not in f.parts
                   for m in re.finditer(r"^zb_require\(\w+ ([^)]+)\)", f.read_text(), re.M)}
        self.assertIn("libzmq", modules)
        for module in modules:
            folder = subprocess.run(["pkg-config", "--variable=pcfiledir", module], capture_output=True, text=True, timeout=20)
            owner = subprocess.run(["dpkg", "-S", f"{folder.stdout.strip()}/{module}.pc"], capture_output=True, text=True, timeout=60)
            self.assertIn(owner.stdout.split(":")[0], packages, module)


if __name__ == "__main__":
    unittest.main()
