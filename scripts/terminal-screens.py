#!/usr/bin/env python3
"""Takes the screens of docs/terminal.md and the picture of README.md (docs/terminal.svg) from a real session: the built program in tmux.

Run it from anywhere in a checkout that is built (dotnet build); it needs tmux. The server listens on port 5050 of this machine for the time,
as the screens show it. Times of day are replaced, so that two runs give the same files. --check says whether anything would change.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "terminal.md"
PICTURE = ROOT / "docs" / "terminal.svg"
PORT = "5050"
PASSWORD = "correct horse"
LIMIT_SECONDS = 20


class Terminal:
    """A person's terminal in tmux, with a home of its own."""

    def __init__(self, home, name, columns=80, rows=24):
        self.home = home / name
        self.home.mkdir()
        self.socket = str(home / f"{name}.socket")
        configuration = home / f"{name}.conf"
        configuration.write_text("set -g status off\nset -s escape-time 0\nset -g default-terminal screen-256color\n")
        self.tmux("-f", str(configuration), "new-session", "-d", "-x", str(columns), "-y", str(rows), "env", "PS1=$ ", "HISTFILE=", "bash", "--norc", "--noprofile")

    def tmux(self, *words):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        environment.pop("TMUX", None)
        return subprocess.run(["tmux", "-u", "-S", self.socket, *words], check=True, capture_output=True, text=True, env=environment).stdout

    def start(self, *more):
        words = [str(program()), "client", *more]
        self.enter(f"clear; env -u NO_COLOR -u COLORTERM HOME={self.home} XDG_STATE_HOME= XDG_CONFIG_HOME= {' '.join(words)}")

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def enter(self, text):
        self.type(text)
        self.press("Enter")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait(self, text, gone=False):
        began = time.monotonic()
        while (text in (seen := self.tmux("capture-pane", "-p"))) == gone:
            if time.monotonic() - began > LIMIT_SECONDS:
                sys.exit(f"waited {LIMIT_SECONDS} s for “{text}”{' to go' if gone else ''}; the screen shows:\n{seen}")
            time.sleep(0.05)

    def wait_for_row(self, *parts):
        """Until one row has all of these."""
        began = time.monotonic()
        while not any(all(part in row for part in parts) for row in self.tmux("capture-pane", "-p").split("\n")):
            if time.monotonic() - began > LIMIT_SECONDS:
                sys.exit(f"waited {LIMIT_SECONDS} s for a row with {parts}; the screen shows:\n{self.tmux('capture-pane', '-p')}")
            time.sleep(0.05)

    def screen(self):
        return [settle(row).rstrip() for row in self.tmux("capture-pane", "-p").rstrip("\n").split("\n")]

    def cells(self):
        return [settle(row) for row in self.tmux("capture-pane", "-p", "-e", "-N").rstrip("\n").split("\n")]

    def end(self):
        self.tmux("kill-server")


def program():
    for configuration in ("debug", "release"):
        path = ROOT / "artifacts" / "bin" / "Messenger" / configuration / "messenger"
        if path.exists():
            return path
    sys.exit("the program is not built: run dotnet build first")


def settle(row):
    """What is another at every run: the time, the day, keys."""
    def day(match):
        spaces = len(match[3]) + len(match[1]) - len("Friday 20 November")
        return f"── Friday 20 November ──{match[2]}{' ' * max(0, spaces)}"
    row = re.sub(r"── (\w+day \d+ \w+) ──((?:\x1b\[[0-9;]*m)*)( *)", day, row)
    row = re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "09:12:07.318", row)
    row = re.sub(r"\(\+[\d.,]+ m?s\)", lambda match: "(+2 ms)".ljust(len(match[0])), row)
    row = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "019aa0c4-5b1e-7c3d-9f02-6a1d4e8b7c55", row)
    row = re.sub(r"(?<![\d:])\d\d:\d\d(?![\d:])", "09:12", row)
    row = re.sub(r"retry in \d+ s", "retry in 4 s", row)
    return re.sub(r"sha256:[0-9a-f]{48,64}", lambda match: ("sha256:" + "3f9a0c77d1e5b842" * 4)[:len(match[0])], row)


def enter(terminal, choice, name, times, *more):
    """Chooses in the first menu, and fills the form."""
    terminal.start("--host", "localhost", *more)
    terminal.wait("Make an account")
    terminal.type(choice)
    terminal.wait("Cancel")
    for text in [name] + [PASSWORD] * times:
        terminal.enter(text)
    terminal.wait(f"{name} @")


def take(home):
    """A morning of alice, bob and carol. Gives the screens by name, and the picture."""
    screens = {}
    server = subprocess.Popen(
        [program(), "server", "--host", "127.0.0.1", "--port", PORT, "--data", home / "data", "--password-rounds", "1000"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    people = {}
    try:
        if not server.stdout.readline().startswith("listening"):
            sys.exit(f"the server did not start; is port {PORT} in use?")
        alice, bob, carol = (people.setdefault(name, Terminal(home, name)) for name in ("alice", "bob", "carol"))

        alice.start("--host", "localhost", "--tls")
        alice.wait("Is this the right server?")
        screens["first-use"] = alice.screen()
        alice.type("d")
        alice.wait("No connection")
        alice.press("C-c")
        alice.wait("No connection", gone=True)
        alice.start("--host", "localhost")
        alice.wait("Make an account")
        screens["menu"] = alice.screen()
        alice.press("Down", "Enter")
        alice.wait("Cancel")
        alice.enter("alice")
        alice.enter(PASSWORD)
        alice.type("correct hors")
        alice.wait("differ")
        screens["form"] = alice.screen()
        alice.enter("e")
        alice.wait("alice @")
        enter(bob, "2", "bob", 2)
        enter(carol, "2", "carol", 2)

        # Carol waits while alice is away.
        alice.enter("/quit")
        alice.wait("conversations", gone=True)
        bob.enter("/group create lunch alice carol")
        bob.wait("#lunch is made")
        for text in ("the build is green again", "shall we ship it?"):
            bob.enter(f"/msg alice {text}")
            bob.wait(f"to alice: {text}")
        carol.enter("/msg alice lunch at noon?")
        carol.wait("to alice: lunch")
        enter(alice, "1", "alice", 1)
        alice.wait("3 undelivered")
        screens["undelivered"] = alice.screen()
        alice.enter("/to bob")
        alice.wait("(queued) shall we ship it?")
        bob.enter("/to alice")
        bob.wait("shall we ship it?")
        alice.enter("yes, tagging it now")
        bob.wait("yes, tagging it now")
        bob.enter("thanks 👍 日本語 works too: https://chat.example/notes")
        alice.wait("notes")
        alice.enter("see you at lunch")
        bob.wait("see you at lunch")
        alice.wait_for_row("see you at lunch", "● │")
        bob.enter("/to #lunch")
        carol.enter("/to #lunch")
        bob.enter("/msg #lunch who brings the salad?")
        alice.wait("#lunch         1")
        alice.type("see the notes first, th")
        alice.wait("> see the notes first, th")
        screens["talk"] = alice.screen()
        picture = alice.cells()
        alice.press("C-u")

        alice.press("F2")
        alice.wait("What to do")
        screens["f2"] = alice.screen()
        alice.press("Escape")
        alice.wait("What to do", gone=True)
        alice.enter("/find build")
        alice.wait("Found")
        alice.wait("green again")
        screens["find"] = alice.screen()
        alice.press("Escape")
        alice.wait("Found", gone=True)
        alice.enter("/why")
        alice.wait("taken up")
        screens["why"] = alice.screen()
        alice.press("Escape")
        alice.wait("taken up", gone=True)

        alice.type("I am typing")
        alice.resize(40, 12)
        alice.wait("└ connected · F1 help")
        alice.wait("> I am typing")
        screens["narrow"] = alice.screen()
        alice.resize(20, 5)
        alice.wait("bob ●")
        alice.wait("> I am typing")
        alice.wait("┌", gone=True)
        screens["smallest"] = alice.screen()
        alice.resize(80, 24)
        alice.wait("┌ conversations")
        alice.press("C-u")

        alice.enter("/delete-account")
        alice.wait("this deletes the account")
        screens["delete"] = alice.screen()
        alice.press("Escape")
        alice.wait("this deletes the account", gone=True)

        server.kill()
        server.wait()
        alice.wait("offline, retry in")
        alice.enter("are you there?")
        alice.wait("◌")
        alice.wait("offline, retry in")
        screens["offline"] = alice.screen()
    finally:
        for terminal in people.values():
            terminal.end()
        server.kill()
        server.wait()
    return screens, picture


def columns_of(character):
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


BOX = {"─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru"}
WIDTH, HEIGHT, MARGIN = 9, 20, 12
LIGHT = {"bg": "#ffffff", "fg": "#24292f", "red": "#cf222e", "green": "#1a7f37"}
DARK = {"bg": "#0d1117", "fg": "#e6edf3", "red": "#ff7b72", "green": "#3fb950"}


def colour(parameters):
    """Of the foreground, as an attribute: a class for those of the theme, else as it is."""
    if parameters[:1] in (["31"], ["32"]):
        return {"31": 'class="red"', "32": 'class="green"'}[parameters[0]]
    if parameters[:2] == ["38", "2"]:
        return 'fill="#%02x%02x%02x"' % tuple(int(part) for part in parameters[2:5])
    if parameters[:2] == ["38", "5"]:
        index = int(parameters[2])
        if index < 16:
            return {1: 'class="red"', 2: 'class="green"'}.get(index)
        if index >= 232:
            level = 8 + (index - 232) * 10
            return 'fill="#%02x%02x%02x"' % (level, level, level)
        index -= 16
        return 'fill="#%02x%02x%02x"' % tuple(0 if part == 0 else 55 + 40 * part for part in (index // 36, index // 6 % 6, index % 6))
    return None


def runs(row):
    """Splits a row with its sequences into (column, text, style)."""
    style, column, text, begun = {}, 0, "", 0
    for part in re.split(r"(\x1b\[[0-9;]*m|\x1b\][^\x1b]*\x1b\\)", row):
        if not part.startswith("\x1b"):
            text += part
            column += sum(map(columns_of, part))
            continue
        if text:
            yield begun, text, dict(style)
        text, begun = "", column
        if not part.startswith("\x1b["):
            continue
        words = part[2:-1].replace(":", ";").split(";")
        while words:
            word = words.pop(0)
            if word in ("", "0"):
                style = {}
            elif word in ("1", "2", "4", "7"):
                style[word] = True
            elif word in ("31", "32"):
                style["colour"] = colour([word])
            elif word == "39":
                style.pop("colour", None)
            elif word == "38":
                count = 4 if words[0] == "2" else 2
                style["colour"] = colour([word] + words[:count])
                words = words[count:]
    if text:
        yield begun, text, dict(style)


def words_of(column, text):
    """Splits text into words and box lines, each where it stands: spaces need nothing drawn."""
    for part in re.findall(r"[─│┌┐└┘├┤┬┴]|[^ ─│┌┐└┘├┤┬┴]+(?: [^ ─│┌┐└┘├┤┬┴]+)*| +", text):
        yield column, part
        column += sum(map(columns_of, part))


def svg(rows):
    escape = lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    width, height = 80 * WIDTH + 2 * MARGIN, len(rows) * HEIGHT + 2 * MARGIN
    rules = lambda theme: ".bg{fill:%(bg)s}.fg{fill:%(fg)s}.red{fill:%(red)s}.green{fill:%(green)s}.box{stroke:%(fg)s}.on{fill:%(bg)s}" % theme
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Messenger in a terminal">',
        "<!-- Made by scripts/terminal-screens.py from a real session. -->",
        f"<style>{rules(LIGHT)}text{{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}}"
        f".box{{stroke-opacity:.45}}@media (prefers-color-scheme:dark){{{rules(DARK)}}}</style>",
        f'<rect class="bg" width="{width}" height="{height}" rx="8"/>',
    ]
    for number, row in enumerate(rows):
        top = MARGIN + number * HEIGHT
        path = ""
        for begun, text, style in runs(row):
            if style.get("7"):
                out.append(f'<rect class="fg" x="{MARGIN + begun * WIDTH}" y="{top}" width="{sum(map(columns_of, text)) * WIDTH}" height="{HEIGHT}"/>')
            for column, part in words_of(begun, text):
                left = MARGIN + column * WIDTH
                if part in BOX:
                    x, y = left + WIDTH / 2, top + HEIGHT / 2
                    ends = {"l": (left, y), "r": (left + WIDTH, y), "u": (x, top), "d": (x, top + HEIGHT)}
                    path += "".join(f"M{x:g} {y:g}L{ends[way][0]:g} {ends[way][1]:g}" for way in BOX[part])
                elif part.strip():
                    look = 'class="on"' if style.get("7") else style.get("colour") or 'class="fg"'
                    look += ' font-weight="bold"' if style.get("1") else ""
                    look += ' opacity=".65"' if style.get("2") else ""
                    look += ' text-decoration="underline"' if style.get("4") else ""
                    length = sum(map(columns_of, part)) * WIDTH
                    out.append(f'<text x="{left}" y="{top + 15}" textLength="{length}" lengthAdjust="spacingAndGlyphs" {look}>{escape(part)}</text>')
        if path:
            out.append(f'<path class="box" d="{path}"/>')
    return "\n".join(out + ["</svg>", ""])


def documented(screens):
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, rows in screens.items():
        block = "```\n" + "\n".join(rows) + "\n```"
        text, count = re.subn(rf"(<!-- screen {name} -->\n)```\n.*?```", lambda match: match[1] + block, text, flags=re.DOTALL)
        if count != 1:
            sys.exit(f"{DOCUMENT.name} has no place, or several, for the screen {name}")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something would change")
    check = parser.parse_args().check
    if not shutil.which("tmux"):
        sys.exit("this needs tmux")
    with tempfile.TemporaryDirectory() as home:
        screens, picture = take(pathlib.Path(home))
    same = True
    for file, text in ((DOCUMENT, documented(screens)), (PICTURE, svg(picture))):
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            same = False
            print(f"{'would change' if check else 'written'}: {file.relative_to(ROOT)}")
            if not check:
                file.write_text(text, encoding="utf-8")
    return 0 if same or not check else 1


if __name__ == "__main__":
    sys.exit(main())
