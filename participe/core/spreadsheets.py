"""A spreadsheet made into CSV, in a process of its own: `python -m participe.core.spreadsheets IN OUT`.

A small file may ask for more memory than any machine has: two cells in opposite corners, or
zeros that unpack for ever. So the process that opens it may be lost, and no other.
"""

import csv
import datetime
import json
import resource
import sys

import python_calamine

MEMORY = 3 * 1024**3  # bytes of address space
TIME = 120  # seconds of the processor
OUTPUT = 600_000_000  # bytes of CSV


def convert(source: str, target: str) -> None:
    """Write the first sheet that holds anything; row N of the sheet is row N of the CSV."""
    with (
        python_calamine.load_workbook(source) as book,
        open(target, "w", encoding="utf-8", newline="") as out,
    ):
        write = csv.writer(out, quoting=csv.QUOTE_ALL).writerow
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None:  # nothing in it
                continue
            blank = 0
            for cells in sheet.iter_rows():  # from row 1 on, whatever stands in it
                row = [said(cell) for cell in cells]
                if not any(row):  # a used range goes on below the last row for formats alone
                    blank += 1
                    continue
                for _ in range(blank):
                    write([""] * len(row))
                blank = 0
                write(row)
            print(json.dumps({"sheet": name, "others": len(book.sheet_names) - 1}))
            return


def said(cell: object) -> str:
    """What a cell shows: a formula its value, a whole number without point, a day without hour."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        day = cell.time() == datetime.time(0) and cell.tzinfo is None
        return cell.date().isoformat() if day else cell.isoformat(sep=" ")
    # Half a surrogate pair, as broken programmes write it, has no UTF-8.
    return str(cell).strip().encode("utf-8", "replace").decode()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME, TIME))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        convert(sys.argv[1], sys.argv[2])
    except (python_calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
