"""The texts of the command line that are translated (documentation of options and commands, summaries of commands.h, and what stands in
gettext("…") or N_("…")), against po/vi.po: each has its msgstr, none is there for nothing, and what printf reads is the same.
Usage: check_translations.py SOURCE [--list]    --list prints the texts as a .po without translations"""

import glob
import re
import sys

TEXT = r'"(?:[^"\\]|\\.)*"'
ESCAPES = {"n": "\n", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}


def plain(literals):
    return re.sub(r"\\(.)", lambda m: ESCAPES[m[1]], "".join(t[1:-1] for t in literals))


def parts(text):
    """Of an initialiser without braces, by its commas."""
    return re.findall(rf"(?:[^,\"]|{TEXT})+", text)


def texts_of(path):
    source = re.sub(rf"({TEXT})|/\*.*?\*/", lambda m: m[1] or "", open(path, encoding="utf-8").read(), flags=re.S)
    for table in re.findall(r"struct argp_option \w+\[\] = \{(.*?)\{0\}\};", source, re.S):
        for row in re.findall(rf"\{{((?:[^{{}}\"]|{TEXT})*)\}}", table):
            pieces = parts(row)
            yield plain(re.findall(TEXT, pieces[4])) if len(pieces) > 4 else ""
    for body in re.findall(r"#define \w+_OPTION((?:.*\\\n)*.*)", source):
        pieces = parts(body.replace("\\\n", "\n"))
        if len(pieces) > 4:
            yield plain(re.findall(TEXT, pieces[4]))
    for body in re.findall(rf"struct argp \w+ = \{{((?:[^{{}}\"]|{TEXT})*)\}};", source):
        pieces = parts(body)
        if len(pieces) > 3 and "=" not in pieces[0]:
            yield plain(re.findall(TEXT, pieces[3]))
    for body in re.findall(rf"char doc\[\] =((?:\s*{TEXT})+);", source):
        yield plain(re.findall(TEXT, body))
    for body in re.findall(rf"(?:\bgettext|\bN_)\(\s*((?:{TEXT}\s*)+)\)", source):
        yield plain(re.findall(TEXT, body))
    for body in re.findall(rf"\bngettext\(\s*((?:{TEXT}\s*)+),", source):
        yield plain(re.findall(TEXT, body))
    if path.endswith("commands.h"):
        for body in re.findall(rf"ROW\({TEXT}, \w+, +({TEXT})\)", source):
            yield plain([body])


def texts(root):
    found = {}
    for path in sorted(glob.glob(f"{root}/src/cli/**/*.[ch]", recursive=True)):
        for text in texts_of(path):
            if text:
                found.setdefault(text, path[len(root) + 1:])
    return found


def catalogue(path):
    """msgid to (msgstr, line)."""
    entries, key, which, line = {}, [], None, 0
    value = []

    def close():
        if which == "msgstr":
            entries[plain(key)] = (plain(value), line)

    for number, row in enumerate(open(path, encoding="utf-8"), 1):
        match = re.match(rf"(?:(msgid|msgstr) )?({TEXT})\s*$", row)
        if not match:
            continue
        if match[1] == "msgid":
            close()
            key, value, which, line = [], [], "msgid", number
        elif match[1] == "msgstr":
            which = "msgstr"
        (key if which == "msgid" else value).append(match[2])
    close()
    return entries


def written(text):
    escaped = re.sub(r'[\n\t\v"\\]', lambda m: "\\" + {v: k for k, v in ESCAPES.items()}[m[0]], text)
    return f'"{escaped}"'


def main():
    root = sys.argv[1]
    needed = texts(root)
    if "--list" in sys.argv:
        for text, path in needed.items():
            print(f"#: {path}\nmsgid {written(text)}\nmsgstr \"\"\n")
        return
    assert len(needed) > 200, len(needed)
    there = catalogue(f"{root}/po/vi.po")
    wrong = [f"{path}: no translation in po/vi.po of {written(text)}" for text, path in needed.items() if not there.get(text, ("",))[0]]
    wrong += [f"po/vi.po:{line}: no text of the command line is {written(text)[:100]}" for text, (_, line) in there.items()
              if text and text not in needed]
    formats = r"%[-+ #0]*\d*(?:\.\d+)?(?:l|ll|z)?[diouxXeEfgGcsp]"
    for text, (translated, line) in there.items():
        if text in needed and translated and re.findall(formats, text) != re.findall(formats, translated):
            wrong.append(f"po/vi.po:{line}: the formats differ: {written(text)[:100]}")
        if text in needed and translated and text.count("\v") != translated.count("\v"):
            wrong.append(f"po/vi.po:{line}: \\v divides a text from what follows the options: {written(text)[:100]}")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
