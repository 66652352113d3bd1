#!/usr/bin/env python3
"""Writes Messenger.Client/Terminal/WidthTable.cs: which characters are two columns wide, and which may be.

    python3 scripts/width-table.py SOURCE > Messenger.Client/Terminal/WidthTable.cs

SOURCE is Unicode's property East_Asian_Width, in either of these forms:
- EastAsianWidth.txt as Unicode publishes it (https://www.unicode.org/Public/UCD/latest/ucd/), also in Debian's package unicode-data;
- lookup-data.js of the npm package get-east-asian-width, which is made from that file.
The table that is checked in comes from get-east-asian-width 1.7.0 (Unicode 17). What has no width of its own (marks, format characters)
is not in the table: .NET's own data say so.
"""
import re
import sys

VALUES_A_ROW = 12


def from_text(text):
    """Code points by their property value, from lines such as `231A..231B;W`."""
    found = {}
    for line in text.splitlines():
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if match:
            first = int(match[1], 16)
            found.setdefault(match[3], set()).update(range(first, int(match[2] or match[1], 16) + 1))
    return found


def from_script(text):
    """The same from `export const wideRanges = [4352, 4447, …];`."""
    found = {}
    for name, value in (("ambiguous", "A"), ("fullwidth", "F"), ("wide", "W")):
        numbers = [int(n) for n in re.search(name + r"Ranges = \[([^\]]*)\]", text)[1].split(",")]
        found[value] = {point for first, last in zip(numbers[::2], numbers[1::2]) for point in range(first, last + 1)}
    return found


def runs(points):
    """The first and the last of each run."""
    result = []
    for point in sorted(points):
        if result and result[-1][1] == point - 1:
            result[-1][1] = point
        else:
            result.append([point, point])
    return result


def table(name, summary, points):
    values = [f"0x{value:04X}" for run in runs(points) for value in run]
    print(f"    /// <summary>{summary}</summary>")
    print(f"    public static ReadOnlySpan<int> {name} =>\n    [")
    for at in range(0, len(values), VALUES_A_ROW):
        print("        " + ", ".join(values[at:at + VALUES_A_ROW]) + ",")
    print("    ];")


source = open(sys.argv[1], encoding="utf-8").read()
widths = from_script(source) if sys.argv[1].endswith(".js") else from_text(source)
print("""namespace Messenger.Client.Terminal;

/// <summary>Made from Unicode's East_Asian_Width by scripts/width-table.py; not to be edited. First and last of each run, ascending.</summary>
internal static class WidthTable
{""")
table("Wide", "Two columns in every terminal.", widths["W"] | widths["F"])
print()
table("Ambiguous", "One column, or two in a terminal that is set up for East Asian text.", widths["A"])
print("}")
