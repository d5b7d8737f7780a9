"""Runs the recipes of a document, and compares what each prints with the text block after it.

    python recipes.py DOCUMENT FOLDER

A block is a recipe in the language that it names (sh, python, sql, r), or, after a line <!-- file: NAME -->, a file. All run in FOLDER,
one after the other. With RENEW_DOCUMENTS=1 the document has afterwards what is printed now.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

SQL = "import sys, duckdb; print(duckdb.sql(sys.stdin.read()).df().to_string(index=False))"
RUN = {
    "sh": ["bash", "-e"],
    "python": [sys.executable, "-"],
    "sql": [sys.executable, "-c", SQL],
    "r": ["Rscript", "-"],
}
BLOCK = re.compile(r"(?:<!-- file: (\S+) -->\n)?```(\w+)\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def printed(language, text, folder):
    """What a recipe prints."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error"}
    ran = subprocess.run(RUN[language], input=text, capture_output=True, text=True, cwd=folder, env=environment)
    if ran.returncode != 0:
        sys.exit(f"{ran.stderr}\nfailed:\n{text}")
    return "".join(f"{line.rstrip()}\n" for line in ran.stdout.splitlines())


def main(document, folder):
    text = Path(document).read_text(encoding="utf-8")
    renew = os.environ.get("RENEW_DOCUMENTS") is not None
    count = 0

    def block(found):
        nonlocal count
        file, language, source, shown = found.groups()
        if file:
            Path(folder, file).write_text(source, encoding="utf-8")
            return found[0]
        count += 1
        output = printed(language, source, folder)
        if not renew and output != (shown or ""):
            sys.exit(f"{document}: this prints\n{output}instead of\n{shown}:\n{source}")
        after = f"\n```text\n{output}```\n" if output else ""
        return f"```{language}\n{source}```\n{after}"

    renewed = BLOCK.sub(block, text)
    if renew:
        Path(document).write_text(renewed, encoding="utf-8")
    print(f"{document}: {count} recipes print what they show")


if __name__ == "__main__":
    main(*sys.argv[1:])
