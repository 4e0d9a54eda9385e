"""The rows of the table of performance.

To add a row: a module here with `cases(scale, folder)` (a list of `harness.Case`, the floor first
in each) and, where memory matters, `memory_of(scale, folder)`; and its name in `ROWS`.
"""

ROWS = {
    "import": "benchmarks.rows.import_register",
    "act": "benchmarks.rows.act",
    "golive": "benchmarks.rows.golive",
    "status": "benchmarks.rows.status",
    "periods": "benchmarks.rows.periods",
    "dispatch": "benchmarks.rows.dispatch",
    "sweep": "benchmarks.rows.sweep",
}
