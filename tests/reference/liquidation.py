"""What liquidations of random accounts take and pay, from the words of docs/protocol/liquidation.md in exact fractions.

    tests/reference/python liquidation.py            writes vectors/liquidation.csv
    tests/reference/python liquidation.py --check    fails if the committed vectors differ

It shares no code and no formula for a part with the engine: the smallest part is found by halving, on what a part does to the
account. `cargo test -p engine --test liquidation_reference` holds the two against each other.
"""

import argparse
import sys
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from random import Random

TABLE = Path(__file__).parent / "vectors" / "liquidation.csv"
WAD = 10**18
ACCOUNTS = 600

HEADER = (
    "cash,value,loss,contingency,least,maintenance,received,proceeds,notional,seconds,"
    "part,paid,pay,discount,due,price"
)


def smallest(enough):
    """The smallest part in wei of which `enough` holds, all if of none."""
    low, high = 0, WAD
    while high - low > 1:
        middle = (low + high) // 2
        if enough(Fraction(middle, WAD)):
            high = middle
        else:
            low = middle
    return high


def wei(amount):
    """An amount cut to whole wei."""
    return Fraction(floor(amount * WAD), WAD)


class Account:
    """An account in dollars, as fractions."""

    def __init__(self, draw):
        size = Fraction(draw.randint(10**6, 10**7) * 10 ** draw.randint(0, 6), 10**6)

        def share(low, high):
            return Fraction(draw.randint(low * 10**9, high * 10**9), 10**9)

        self.mark = -size * share(0, 2) if draw.random() < 0.8 else size * share(0, 1)
        self.loss = -size * share(0, 1)
        self.contingency = size * share(0, 1) / 10 if draw.random() < 0.7 else Fraction(0)
        self.bound = None
        if draw.random() < 0.5:
            self.bound = self.mark - (self.contingency - self.loss) * share(0, 2)
        self.mark, self.loss, self.contingency = map(wei, (self.mark, self.loss, self.contingency))
        self.bound = None if self.bound is None else wei(self.bound)
        self.cash = Fraction(0)
        missing = share(1, 2) if draw.random() < 0.1 else share(0, 1) / 10 ** draw.randint(0, 6)
        deficit = self.needed() * missing
        self.cash = -self.left_over() - deficit
        if draw.random() < 0.15:
            # It holds more than it needs, and has a loan.
            self.mark, self.bound = wei(self.needed() * (1 + share(0, 2)) + size), None
            self.cash = (self.needed() - self.mark) * share(0, 1)
        self.cash = Fraction(floor(self.cash * 10**6), 10**6)
        penalty = self.needed() * share(0, 1) * draw.choice([0, 1, 10, 50, 100]) / 100
        self.asked = self.mark - penalty + (size / 100 if draw.random() < 0.1 else 0)
        self.asked = wei(self.asked)
        self.notional = wei(size * draw.choice([1, 5, 5, 50]) * (1 + share(0, 1)))
        self.received = wei(max(self.value(), Fraction(0)) * share(0, 1) * draw.choice([0, 0, 1, 2]))
        self.seconds = draw.choice([draw.randint(0, 700), draw.randint(0, 9_000), draw.randint(0, 1_900)])

    def value(self):
        return self.cash + self.mark

    def needed(self):
        return self.contingency - self.loss

    def left_over(self, kept=Fraction(1), gained=Fraction(0)):
        """What is over maintenance margin with so much of every position kept and so much money gained."""
        money = self.cash + gained
        left = money + kept * (self.mark - self.needed())
        if self.bound is not None:
            left = max(left, money + kept * self.bound)
        return left

    def wanted(self):
        return Fraction(15, 100) * -self.left_over() + Fraction(1, 100_000)

    def close(self):
        """Part, what the pool pays, and the keeper's pay."""
        is_short, loan = self.left_over() < 0, max(-self.cash, Fraction(0))
        if not is_short and loan == 0:
            return "Sound", "", ""
        if self.value() <= 0:
            return "Insolvent", "", ""
        asked = min(self.asked, self.mark)
        if self.cash + asked <= 0:
            return ("Unpayable", "", "") if is_short else (WAD, floor(loan * WAD), 0)

        def pay(part):
            of_margin = max(part * self.needed() / 20, Fraction(5))
            return min(of_margin, part * self.notional / 200, part * (self.cash + asked))

        def enough(part):
            brings = part * asked - pay(part)
            if is_short:
                return self.left_over(1 - part, brings) >= self.wanted()
            return brings >= loan + Fraction(1, 100_000)

        part = smallest(enough)
        exact = Fraction(part, WAD)
        return part, floor(exact * asked * WAD), floor(pay(exact) * WAD)

    def discount(self):
        if self.seconds <= 600:
            asked = Fraction(97, 100) - Fraction(17, 100) * self.seconds / 600
        else:
            asked = max(Fraction(80, 100) * (7_800 - self.seconds) / 7_200, Fraction(0))
        return ceil(asked * WAD)

    def bid(self):
        """Part that is due and its price."""
        if self.left_over() >= 0:
            return "Sound", ""
        if self.value() <= 0:
            return "Insolvent", ""
        kept_back = self.received if self.received < self.value() else Fraction(0)
        price = Fraction(self.discount(), WAD) * (self.value() - kept_back)

        def left(part):
            return self.left_over(1 - part, part * (price - (self.cash - kept_back)))

        due = smallest(lambda part: left(part) >= self.wanted())
        return due, ceil(Fraction(due, WAD) * price * WAD)

    def row(self):
        given = [self.cash, self.value(), self.loss, self.contingency, self.bound, self.left_over()]
        given += [self.received, self.asked, self.notional]
        cells = ["" if it is None else exactly(it) for it in given] + [self.seconds]
        return ",".join(map(str, [*cells, *self.close(), self.discount(), *self.bid()]))


def exactly(amount):
    wei = amount * WAD
    assert wei.denominator == 1, amount
    return int(wei)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--check", action="store_true")
    check = arguments.parse_args().check
    draw = Random(7)
    rows = [Account(draw).row() for _ in range(ACCOUNTS)]
    text = "\n".join([HEADER, *rows]) + "\n"
    if not check:
        TABLE.write_text(text)
    elif TABLE.read_text() != text:
        sys.exit(f"{TABLE.name} differs from what liquidation.py writes")


if __name__ == "__main__":
    main()
