"""Every quotation of a province's indicators.csv stands in the plan's own text, word for word.

    quotes.py PLAN INDICATORS...    … in a quotation leaves words out; the parts stand in the plan in that order,
within one paragraph. A `source` without a quotation fails too."""
import csv
import re
import sys


def paragraphs(text):
    return [' '.join(line.split()) for line in text.split('\n') if line.strip()]


def stands_in(quotation, plan):
    parts = [' '.join(part.split()) for part in quotation.split('…')]
    return any(re.search('.*?'.join(map(re.escape, parts)), paragraph) for paragraph in plan)


def faults(rows, plan):
    for row in rows:
        quotation = re.search(r': "(.*)"$', row['source'], re.S)
        if not quotation:
            yield f"{row['id']}: no quotation at the end of its source"
        elif not stands_in(quotation.group(1), plan):
            yield f"{row['id']}: the plan does not say \"{quotation.group(1)}\""


def main(plan_path, *tables):
    with open(plan_path, encoding='utf-8') as file:
        plan = paragraphs(file.read())
    invented = [{'id': 'made up', 'source': 'x: "trên 98% dân số tham gia BHYT"'}, {'id': 'bare', 'source': 'dòng B1'},
                {'id': 'swapped', 'source': 'x: "truyền hình … vùng sâu, vùng xa, 80%"'}]
    assert len(list(faults(invented, plan))) == len(invented), 'words that the plan has not pass for its own'
    found = []
    for table in tables:
        with open(table, encoding='utf-8-sig', newline='') as file:
            found += [f'{table}: {fault}' for fault in faults(csv.DictReader(file), plan)]
    sys.exit('\n'.join(found) or 0)


if __name__ == '__main__':
    main(*sys.argv[1:])
