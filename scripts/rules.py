# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of a partitioned PMU: the table rules.txt, and test results.

RULES and PAGE, in the environment, take the place of the table and of the page.
"""

import os
import re
import sys
from collections import Counter, namedtuple
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get('BUILD', TOP / 'build'))
GUESTS = TOP / 'tests/tcg/aarch64/system/pmu'
TABLE = Path(os.environ.get('RULES', GUESTS / 'rules.txt'))
PAGE = Path(os.environ.get(
    'PAGE', TOP / 'docs/specs/arm-pmu-partition-rules.rst.inc'))
# A test line of TAP, and its rule
LINE = re.compile(r'(not ok|ok) \d+ - (R\d+) ')

Rule = namedtuple('Rule', 'number proof title group words arm')


def die(text):
    sys.exit(f'error: {text}')


def read_table():
    """The rules, in the order of the table"""
    rules, group = [], ''
    for line in TABLE.read_text(encoding='utf-8').splitlines():
        if line.startswith('= '):
            group = line[2:]
        elif line.startswith('R'):
            rules.append(Rule(*line.split(None, 2), group, [], []))
        elif line.startswith('     Arm: '):
            rules[-1].arm.append(line[10:])
        elif line.startswith('     '):
            rules[-1].words.append(line.strip())
    return rules


def read_results(folder):
    """{(rule, 'ok'|'not ok'|'skip'): lines}, empty if there are no results"""
    lines = Counter()
    for name in sorted((BUILD / 'results' / folder).glob('**/*.tap')):
        for line in name.read_text(errors='replace').splitlines():
            found = LINE.match(line)
            if found:
                result = 'skip' if '# SKIP' in line else found[1]
                lines[found[2], result] += 1
    return lines


def verdict(lines, rule):
    """What the test lines of one QEMU say of a rule"""
    passed, failed = lines[rule.number, 'ok'], lines[rule.number, 'not ok']
    if rule.proof.startswith('-'):
        return f'no {rule.proof[1:]}'
    if not lines:
        return 'not run'
    if failed:
        return f'{failed} failed, {passed} passed'
    if passed:
        return f'{passed} passed'
    return 'no line' if rule.proof == 'guests' else '-'


def results(rules):
    """What was found on ours, and on stock: lines, and {rule: verdict}"""
    ours, stock = read_results('ours'), read_results('stock')
    if not ours:
        die(f'no results of our model in {BUILD}/results/ours\n'
            'hint: run scripts/run-guests first')
    for script in {rule.proof for rule in rules}:
        if script != 'guests' and not script.startswith('-'):
            ours += read_results(script)
    return [(lines, {rule.number: verdict(lines, rule) for rule in rules})
            for lines in (ours, stock)]


def page_verdicts():
    """{rule: verdict} of ours and of stock, as the page has them"""
    rows = re.findall(r'^   \* - (R\d+)\n(?:(?:     .*)?\n)*?'
                      r'     - this model: (.*)\n\n       stock: (.*)\n',
                      PAGE.read_text(encoding='utf-8'), re.M)
    return [{row[0]: row[i] for row in rows} for i in (1, 2)]


def guests_of(rule):
    """The sources of the guests that name a rule"""
    named = re.compile(rf'\b{rule.number}\b')
    return [source.name for source in sorted(GUESTS.glob('*.c'))
            if named.search(source.read_text(encoding='utf-8'))]
