import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
HEAVY = {"django", "scipy.optimize", "scipy.stats", "statsmodels", "pandas"}


def test_statistics_and_charts_bring_in_neither_django_nor_a_heavy_library():
    """These are imported with every page; scipy.stats alone would cost half a second."""
    program = (
        "import sys, reporting.charts.forest, reporting.charts.rates, reporting.wording\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
