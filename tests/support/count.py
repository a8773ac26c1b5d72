#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""count.py JUNIT LINT: the test cases of a ctest run and the checks of a lint run as one line,
"N passed, N failed"; exit 1 where one failed or none ran."""
import re
import sys
import xml.etree.ElementTree

# What the runners print: cmocka, python's unittest. A test of neither kind is one case.
RAN = [re.compile(r"\[==========\] .*?(\d+) test\(s\) run"), re.compile(r"^Ran (\d+) tests?", re.M)]
FAILED = [re.compile(r"\[  FAILED  \] .*?(\d+) test\(s\)"), re.compile(r"FAILED \((?:failures=(\d+))?(?:, )?(?:errors=(\d+))?")]


def number(patterns, text):
    """The sum of all numbers that the patterns find."""
    return sum(int(n) for p in patterns for m in p.finditer(text) for n in m.groups() if n)


def cases_of(junit):
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(junit).getroot().iter("testcase"):
        if case.get("status") in ("disabled", "notrun"):
            continue
        output = case.findtext("system-out") or ""
        ran, bad = number(RAN, output) or 1, number(FAILED, output)
        if case.get("status") == "fail":
            bad = min(max(bad, 1), ran)
        else:
            bad = 0
        passed, failed = passed + ran - bad, failed + bad
    return passed, failed


def checks_of(lint):
    with open(lint, encoding="utf-8") as f:
        lines = f.read().splitlines()
    return sum(l.startswith("ok ") for l in lines), sum(l.startswith("FAIL ") for l in lines)


def main():
    try:
        passed, failed = cases_of(sys.argv[1])
    except (OSError, xml.etree.ElementTree.ParseError) as e:
        print(f"no test results: {e}", file=sys.stderr)
        passed, failed = 0, 1
    ok, bad = checks_of(sys.argv[2])
    print(f"{passed + ok} passed, {failed + bad} failed")
    return 0 if failed + bad == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
