"""What can be broken in a C source: mutants_of(path, text). For tests/mutate.py."""

import os
import re

# Lines that only a failing malloc, a sanitizer or a profiler tells apart; never picked.
UNSEEN = re.compile(r"\b(malloc|calloc|realloc|aligned_alloc|madvise)\(|_fail_memory\b|\bVP_NO_MEMORY\b|\broom \? |\bfailed = true\b"
                    r"|\bpthread_(mutex|cond|rwlock|attr|condattr)_")

# That these are missing only a sanitizer sees.
RELEASES = re.compile(r"^(free|close|fclose|\w+_(free|clear|release|unlock|destroy|finalize|close|decref|Destroy\w*|Release)|\w+(Free|Close))\(")

TOKEN = re.compile(
    r"0[xX][0-9a-fA-F]+[uUlL]*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[uUlLfF]*|[A-Za-z_]\w*"
    r"|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|\S"
)

FLIPS = {
    "<": ("<=", ">"), "<=": ("<", ">"), ">": (">=", "<"), ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
    "&&": ("||",), "||": ("&&",), "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "|": ("&",), "&": ("|",),
    "<<": (">>",), ">>": ("<<",), "+=": ("-=",), "-=": ("+=",), "*=": ("/=",), "|=": ("&=",), "&=": ("|=",),
    "++": ("--",), "--": ("++",), "true": ("false",), "false": ("true",),
}
SPACED = {"+", "-", "*", "/", "|", "&", "<", ">"}  # binary only where the format puts spaces on both sides


def mask(text):
    """The text with comments, strings, characters and preprocessor lines as spaces; the body of a macro stays."""
    out = list(text)

    def blank(start, end):
        for i in range(start, end):
            if out[i] != "\n":
                out[i] = " "

    pattern = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
    for found in pattern.finditer(text):
        blank(*found.span())
    for found in re.finditer(r"^[ \t]*#(?:\\\n|[^\n])*", "".join(out), re.M):
        macro = re.match(r"[ \t]*#[ \t]*define[ \t]+\w+\([^)]*\)", found.group())
        blank(found.start(), found.start() + macro.end() if macro else found.end())
    return "".join(out).replace("\\\n", " \n")


class Token:
    def __init__(self, text, start, line):
        self.text, self.start, self.end, self.line = text, start, start + len(text), line


def tokens_of(masked):
    line, at, found = 0, 0, []
    for match in TOKEN.finditer(masked):
        line += masked.count("\n", at, match.start())
        at = match.start()
        found.append(Token(match.group(), at, line))
    return found


def closing(tokens, opening):
    """The index of the bracket that closes the one at `opening`, or None."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += tokens[i].text in "([{"
        depth -= tokens[i].text in ")]}"
        if depth == 0:
            return i
    return None


def kinds_of(tokens):
    """Of each token: None where nothing is mutated (declarations of types, signatures), else what its function
    returns: "" (void, or no function), "bool", "pointer", "value"."""
    kinds, stack, head, returns = [], [], [], ""
    skip_until = -1
    for i, token in enumerate(tokens):
        if token.text == "{":
            if stack:
                kind = stack[-1]
            elif head and head[-1] == ")":
                kind = "body"
                name = next(k for k, word in enumerate(head) if word == "(") - 1
                before = head[:name]
                returns = "pointer" if "*" in before else "bool" if "bool" in before else "" if "void" in before else "value"
            elif any(word in ("struct", "union", "enum") for word in head) and "=" not in head:
                kind = "type"
            else:
                kind = "table"
            stack.append(kind)
        if not stack:
            if token.text == "(" and i > skip_until:
                end = closing(tokens, i)
                after = tokens[end + 1].text if end is not None and end + 1 < len(tokens) else ";"
                if after in ("{", ";", ",", "__attribute__") and "=" not in head:
                    skip_until = end if end is not None else len(tokens)
        inside = stack[-1] if stack else "row"
        mutable = inside in ("body", "table") or (inside == "row" and i > skip_until)
        kinds.append((returns if inside == "body" else "") if mutable else None)
        if not stack:
            head.append(token.text)
        if token.text == "}":
            stack and stack.pop()
            if not stack:
                head = []
        elif token.text == ";" and not stack:
            head = []
    return kinds


def is_number(text):
    return text[0].isdigit() or (text[0] == "." and len(text) > 1)


def numbers_near(text):
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", text)
    if match:
        digits, suffix = match.groups()
        value = int(digits, 16) if digits[:2] in ("0x", "0X") else int(digits)
        return [f"{v}{suffix}" for v in ((1,) if value == 0 else (value + 1, value - 1))]
    match = re.fullmatch(r"([\d.]+(?:[eE][+-]?\d+)?)([fF]?)", text)
    return [f"{float(match.group(1)) + d!r}{match.group(2)}" for d in (1, -1)] if match else []


class Mutant:
    """start:end of the file's text becomes `text`."""

    def __init__(self, path, source, line, start, end, text, operator):
        self.path, self.line, self.operator = path, line, operator
        self.changed = source[:start] + text + source[end:]
        first = source.rfind("\n", 0, start) + 1
        last = source.find("\n", end)
        self.old = source[first:last]
        self.new = source[first:start] + text + source[end:last]
        self.occurrence = source[:first].count("\n" + self.old + "\n")

    def key(self):
        return (os.path.basename(self.path), squeeze(self.old), squeeze(self.new))


def squeeze(text):
    return " ".join(text.split())


def start_of_operand(tokens, i):
    """Where the condition before the `?` at i begins: behind the last token that binds looser at its depth."""
    depth = 0
    for k in range(i - 1, -1, -1):
        text = tokens[k].text
        depth += text in ")]}"
        depth -= text in "([{"
        if depth < 0 or (depth == 0 and text in ("=", "return", ",", ";", "?", ":", "}", "+=", "-=", "|=", "&=")):
            return tokens[k + 1].start
    return None


def where_memory_is_short(lines):
    """(lines of blocks that say so, lines of the conditions of these)"""
    blocks, conditions = set(), set()
    for number, line in enumerate(lines):
        before = lines[number - 1].strip() if number else ""
        if not re.search(r"\b(vp_fail_memory\(|VP_NO_MEMORY\b)", line) or not re.match(r"if \(.*\)( \{)?$", before):
            continue
        conditions.add(number - 1)
        end = number + 1
        while before.endswith("{") and lines[end].strip() != "}":
            blocks.add(end)
            end += 1
    return blocks, conditions


def mutants_of(path, source):
    masked = mask(source)
    tokens = tokens_of(masked)
    kinds = kinds_of(tokens)
    lines = masked.split("\n")
    short, tests_for_short = where_memory_is_short(lines)
    declares = re.compile(r"^\s*(?:(?:static|const|struct|unsigned|register) )*[a-z_]\w* \**\w+\[|^\s*case\b")
    found = []

    def add(start, end, text, operator):
        number = source.count("\n", 0, start)
        if UNSEEN.search(lines[number]) or number in short or (number in tests_for_short and operator == "|| to &&"):
            return
        found.append(Mutant(path, source, number + 1, start, end, text, operator))

    for i, token in enumerate(tokens):
        if kinds[i] is None:
            continue
        text = token.text
        if text in FLIPS:
            spaced = masked[token.start - 1].isspace() and masked[token.end : token.end + 1].isspace()
            if text not in SPACED or spaced:
                for other in FLIPS[text]:
                    add(token.start, token.end, other, f"{text} to {other}")
        elif is_number(text) and not declares.match(lines[token.line]):
            for other in numbers_near(text):
                add(token.start, token.end, other, f"{text} to {other}")
        elif text in ("if", "while") and i + 1 < len(tokens) and tokens[i + 1].text == "(":
            end = closing(tokens, i + 1)
            if end is not None:
                add(tokens[i + 1].end, tokens[end].start, f"!({source[tokens[i + 1].end : tokens[end].start]})", "condition negated")
        elif text == "?":
            start = start_of_operand(tokens, i)
            if start is not None and start < token.start:
                operand = source[start : token.start].rstrip()
                add(start, start + len(operand), f"!({operand})", "condition negated")
        elif text == "return" and tokens[i + 1].text not in (";", "true", "false"):
            end = next((k for k in range(i, len(tokens)) if tokens[k].text == ";"), None)
            if end is not None:
                value = source[tokens[i + 1].start : tokens[end].start]
                other = {"bool": f"!({value})", "pointer": "NULL", "value": f"({value}) + 1"}.get(kinds[i])
                if other and value != other:
                    add(tokens[i + 1].start, tokens[end].start, other, "return value changed")
    position = 0
    kind_at = {}
    for token, kind in zip(tokens, kinds):
        kind_at.setdefault(token.line, kind)
    for number, line in enumerate(lines):
        code = line.strip()
        if kind_at.get(number) is not None and code.endswith(";") and deletable(code, lines, number):
            start = position + len(line) - len(line.lstrip())
            add(start, position + len(line.rstrip()), ";", "statement deleted")
        position += len(line) + 1
    return found


def deletable(code, lines, number):
    """A whole statement on one line, not a declaration."""
    if code.count("(") != code.count(")") or code.count("{") != code.count("}"):
        return False
    before = next((lines[k].strip() for k in range(number - 1, -1, -1) if lines[k].strip()), "")
    if before and before[-1] not in ";{}:)" and before != "else":
        return False
    if RELEASES.match(code) or re.match(r"^(if|else|for|while|do|case|default|goto|static|const|return\b.*[^;]$)", code):
        return bool(re.match(r"^if \(.*\) (return|continue|break|goto)\b", code)) and not lines[number + 1].strip().startswith("else")
    if re.match(r"^return\b", code):
        return False
    return not re.match(r"^(struct |unsigned |enum )?[A-Za-z_]\w*( const)? \**[A-Za-z_]\w*( =|\[|;|,)", code)
