"""The texts of the command line that are translated (documentation of options and commands, summaries of commands.h, and what stands in
gettext("…") or N_("…")), and the sentences of errors and findings of all rooms below the server, against po/vi.po: each has its
msgstr, none is there for nothing, what printf reads is the same, no English word is left in the Vietnamese, and no Vietnamese
one stands in the English.
Usage: check_translations.py SOURCE [--list|--missing]    --list prints the texts as a .po without translations, --missing those
that vi.po does not have"""

import glob
import re
import sys

TEXT = r'"(?:[^"\\]|\\.)*"'
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\"}


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
    for body in re.findall(rf"(?:\bgettext|\bN_|\bVP_PART)\(\s*((?:{TEXT}\s*)+)\)", source):
        yield plain(re.findall(TEXT, body))
    for body in re.findall(rf"\bngettext\(\s*((?:{TEXT}\s*)+),", source):
        yield plain(re.findall(TEXT, body))
    for body in re.findall(rf"\b(?:TEXT|WHOLE)\(\"[a-z-]+\",(?:{TEXT}|[^()\"])*?((?:{TEXT}\s*)+)\)", source) if path.endswith("settings.c") else ():
        yield plain(re.findall(TEXT, body))
    if path.endswith("columns.c"):
        for body in re.findall(rf",\s*((?:{TEXT}\s*)+)\}},", source[source.index("vp_province_columns[] ="):]):
            yield plain(re.findall(TEXT, body))
    if path.endswith("commands.h"):
        for body in re.findall(rf"ROW\({TEXT}, \w+, +({TEXT})\)", source):
            yield plain([body])


# What writes a sentence, or a part of one, of an error or a finding; and the rooms whose sentences only programs read.
MAKERS = (r"(?:vp_)?(?:fail|fail_here|findings_add|import_report|report|report_\w+|guess_say|reader_fail|reader_finding|archive_below|"
          r"archive_expect|vector_reject|refuse|refuse_unit|reject|reject_place|band_remark|damaged|fault|warn|expect_within|"
          r"add_stranded|console_fail|gdal_session_fail|argument_error)")
BUFFERS = r"\b(?:reason|why|text|remark|sentence|hint|message|what|about|cause|doubt|problem|fault|was|near|end|more)\b"
UNREAD = ("server/", "tiles/", "report/", "service/process", "service/jobs", "service/public_error", "json/", "solver/")
READ = ("server/scenarios/lookup.c",)  # of them, what the map shows to whom has a plan
CONVERSION = r"%(?:\d+\$)?[-+#0]*\d*(?:\.[\d*]+)?(?:ll|l|z|h)?[diouxXeEfgGcsp]"


def closing(source, at):
    """Behind the parenthesis that closes the one at a place, outside texts."""
    depth = 0
    for m in re.compile(rf"{TEXT}|'(?:[^'\\]|\\.)'|[()]").finditer(source, at):
        depth += {"(": 1, ")": -1}.get(m[0], 0)
        if depth == 0:
            return m.end()
    return at


def literals(code, macros):
    """Texts of an expression, those side by side as one: without names of members, and what inner calls are given."""
    code = re.sub(r"\bPRI[diux]64\b", '"l" "d"', re.sub(r"\b(VP_[A-Z_]+)\b", lambda m: macros.get(m[1], m[1]), code))
    kept = re.findall(TEXT, code)
    numbers = iter(range(len(kept)))
    code = re.sub(TEXT, lambda m: f'"{next(numbers)}"', code)
    inner = re.compile(r"\w\([^()]*\)|\(vp_place\)\s*\{[^{}]*\}")
    while inner.search(code):
        code = inner.sub(" x ", code)
    for run in re.findall(r'"\d+"(?:\s*"\d+")*', code):
        yield plain([kept[int(n)] for n in re.findall(r"\d+", run)])


def is_sentence(text):
    """Not names, SQL, patterns of other functions, nor what stands in both languages already."""
    bare = re.sub(CONVERSION, " ", text).strip()
    both = " / " in text and re.search("[à-ỹăđơưÀ-Ỹ]", text)
    return len(re.findall(r"[A-Za-z]", bare)) >= 3 and " " in text.strip() and not both and not re.match(r"[A-Z]{4,} |\{", text)


def sentences_of(path, macros):
    source = re.sub(rf"({TEXT})|/\*.*?\*/", lambda m: m[1] or "", open(path, encoding="utf-8").read(), flags=re.S)
    for m in re.finditer(rf"(?<![\w.>])(?:{MAKERS}|snprintf)\(", source):
        whole = source[m.end():closing(source, m.end() - 1) - 1]
        if m[0] == "snprintf(" and not re.search(BUFFERS, whole.split(",")[0]):
            continue
        yield from (t for t in literals(whole, macros) if is_sentence(t) or t in ("cancelled", "stopped"))
    for body in re.findall(rf"\bVP_PART\(\s*((?:{TEXT}\s*)+)\)", source):
        yield plain(re.findall(TEXT, body))
    if path.endswith("dataset_check.c"):  # SELECT value, 'text' || column || 'text' FROM
        for query in re.findall(r"SELECT (?:DISTINCT )?[^,']*, ((?:[^ ',]+ \|\| )?'[^']*'(?: \|\| (?:'[^']*'|group_concat\([^)]*\)|[^' ]+))*) +FROM",
                                plain(re.findall(TEXT, source))):
            yield "".join(part[1:-1] if part.startswith("'") else "%s"
                          for part in re.findall(r"'[^']*'|(?:[^' |(]+(?:\([^)]*\))?)+", query))
    for body in re.findall(rf"\breturn ((?:{TEXT}|[^;\"])*);", source):
        yield from (t for t in literals(body, macros) if is_sentence(t))


def sentences(root):
    """Text to path."""
    found, macros = {}, {}
    paths = sorted(glob.glob(f"{root}/src/**/*.[ch]", recursive=True))
    for path in paths:
        for name, value in re.findall(rf"#define (VP_[A-Z_]+)((?:[ \n\\]*{TEXT})+)", open(path, encoding="utf-8").read()):
            macros[name] = value.replace("\\\n", " ")
    for path in paths:
        name = path[len(root) + 5:]
        if path.endswith(".c") and (name in READ or not name.startswith(UNREAD)):
            for text in sentences_of(path, macros):
                found.setdefault(text, path[len(root) + 1:])
    return found


def texts(root):
    found = {}
    for path in [*sorted(glob.glob(f"{root}/src/cli/**/*.[ch]", recursive=True)), f"{root}/src/base/settings.c", f"{root}/src/store/province/columns.c"]:
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


def conversions(text):
    """Place of the value to conversion: %2$s is the second, wherever it stands."""
    found = re.findall(r"%(?:(\d+)\$)?(" + CONVERSION[1:].replace(r"(?:\d+\$)?", "") + ")", text.replace("%%", ""))
    return {int(n) if n else i: c for i, (n, c) in enumerate(found, 1)}


def takes_over(text, translated):
    """All values; only the letter of a plural, as in error%s, may be left out."""
    of, to = conversions(text), conversions(translated)
    plurals = [i for i, c in of.items() if c == "s"] if re.search(r"[a-z]%s\b", text) else []
    return all(of.get(i) == c for i, c in to.items()) and all(i in to or i in plurals for i in of)


# Words that a Vietnamese sentence has no use for, unless they are names of columns, options or values.
ENGLISH = set("""the that this these those with without from into onto than then which what when where who whose there their its are was
were been being has have had not and but because other each every only between before after instead must should would could about above below
under over through while until since unless does did done nothing nobody none never always same such very also however therefore missing
wrong found unknown given file files row rows column table error warning please people place places minute minutes default example cannot
will can may it is be as at by on of or if no any some for""".split())
CODE = re.compile(r'\S*[_=/\\<>|]\S*|--?[a-z][\w-]*|%[-\d.$]*[a-z]+|"[^"]*"|\b[\w-]+\.[a-z]{1,8}\b|\b[A-Z][A-Z0-9-]+\b|\w*\d\w*')
# Sentences that name a value, a column or a menu of another program so.
NAMING = ("yes hay no", "yes hoặc no", "để trống là no", "cột people", "people: vào cuối năm nào", "before là null", "Swap X and Y")
VIETNAMESE = "[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]"
QUOTING = ("vùng phủ", "có, không", "trên, dưới")


def foreign_words(text, translated):
    """English in the Vietnamese, Vietnamese in the English."""
    rest, bare = translated, text
    for name in NAMING:
        rest = rest.replace(name, " ")
    for name in QUOTING:
        bare = bare.replace(name, " ")
    left = [w for w in re.findall(r"[^\W\d_]+", CODE.sub(" ", rest)) if w.lower() in ENGLISH]
    return left + re.findall(rf"\S*{VIETNAMESE}\S*", bare)


def written(text):
    escaped = re.sub(r'[\n\r\t\v"\\]', lambda m: "\\" + {v: k for k, v in ESCAPES.items()}[m[0]], text)
    return f'"{escaped}"'


def main():
    root = sys.argv[1]
    needed = texts(root)
    own = set(needed)
    for text, path in sentences(root).items():
        needed.setdefault(text, path)
    there = catalogue(f"{root}/po/vi.po")
    if "--list" in sys.argv or "--missing" in sys.argv:
        for text, path in needed.items():
            if "--missing" in sys.argv and there.get(text, ("",))[0]:
                continue
            print(f"#: {path}\nmsgid {written(text)}\nmsgstr \"\"\n")
        return
    assert len(needed) > 1000, len(needed)
    wrong = [f"{path}: no translation in po/vi.po of the {'text' if text in own else 'sentence'} {written(text)}"
             for text, path in needed.items() if not there.get(text, ("",))[0]]
    wrong += [f"po/vi.po:{line}: no text is {written(text)[:100]}" for text, (_, line) in there.items() if text and text not in needed]
    for text, (translated, line) in there.items():
        if text in needed and translated and not takes_over(text, translated):
            wrong.append(f"po/vi.po:{line}: the formats differ: {written(text)[:100]}")
        if text in needed and translated and text.count("\v") != translated.count("\v"):
            wrong.append(f"po/vi.po:{line}: \\v divides a text from what follows the options: {written(text)[:100]}")
        for word in foreign_words(text, translated):
            wrong.append(f"po/vi.po:{line}: \"{word}\" is of the other language: {written(translated)[:100]}")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
