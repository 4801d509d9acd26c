"""Public figures: the same numbers everywhere, none of them a true count, the same bytes always."""

import re
from collections import defaultdict
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from records.vocabulary import Ethnicity
from reporting.disclosure import Counted
from reporting.releases.counts import FAR_ENOUGH, Known, limits
from reporting.releases.reading import numbers_of, scope_of, tables_of
from reporting.releases.tables import every_line
from reporting.reports.age_sex_strata import KNOWN, NOT_KNOWN
from reporting.statistics import Hidden
from reporting.statistics.disclosure import HIDDEN_BELOW
from tests.reporting.reading import rows_of, text_of
from tests.reporting.registering import encounters, london
from tests.reporting.releases.attacking import derived
from tests.reporting.releases.odd import (
    HALF_YEAR,
    NAMES,
    a_release,
    an_odd_register,
    true_counts,
    undone,
)

pytestmark = pytest.mark.django_db

R2, R7 = "population-rate-and-gap", "borough-comparison"
R3, R5 = "age-sex-standardised-rates", "handcuffed-given-stop-or-arrest"


@pytest.fixture(scope="module")
def release(django_db_setup, django_db_blocker):
    """One for all tests of the module, which only read it, in a transaction around them."""
    with django_db_blocker.unblock(), undone():
        an_odd_register()
        yield a_release()


def page_of(client, release, report=R2, **chosen):
    return client.get(reverse("released_report", args=[release.pk, report]), chosen)


def file_of(client, release, report=R2, **chosen):
    return client.get(reverse("released_report_csv", args=[release.pk, report]), chosen)


def everything(release, report=None):
    """(report, choice) of all that a release has, or of one report."""
    return [
        (one.report, {name: value for name, value in chosen.items() if value})
        for one in release.reports.order_by("pk")
        for chosen in [{"area": one.area, "kind": one.kind, "group": one.group}]
        if report in (None, one.report)
    ]


def one_of_each(release):
    """Each report with the first choice that a release has of it."""
    return list(
        {report: (report, chosen) for report, chosen in reversed(everything(release))}.values()
    )


def published(client, release) -> dict[Counted, str]:
    """What the files of R2 have for every count: "" where there is none."""
    found = {}
    for _, chosen in everything(release, R2):
        area, kind = chosen.get("area", ""), chosen.get("kind", "")
        for line in rows_of(file_of(client, release, **chosen)):
            group = "" if line["group"] == "all" else line["group"]
            found[Counted(area, group, kind)] = line["events"]
    return found


def test_every_count_of_the_files_is_hidden_or_rounded(client, release):
    true, said = true_counts(), published(client, release)
    assert set(said) == set(true)
    for of, number in said.items():
        if true[of] < HIDDEN_BELOW:
            assert number == ""
        elif number:
            low, high = limits(int(number))
            assert low <= true[of] <= high
            assert int(number) % 5 == 0
    assert any(said.values())


def test_page_picture_and_file_say_the_same(client, release):
    for report, chosen in everything(release, R2):
        words = text_of(page_of(client, release, report, **chosen))
        for line in rows_of(file_of(client, release, report, **chosen)):
            if line["group"] in Ethnicity.values:
                label = Ethnicity(line["group"]).label
                shown = line["events"] and f"{int(line['events']):,}"
                hidden = "fewer than 10|hidden"
                assert re.search(rf"{re.escape(label)} (?:{shown or hidden})\b", words), (
                    chosen,
                    line,
                )
            if line.get("rr"):
                assert f"{float(line['rr']):.2f} (" in words


def test_hidden_rows_say_so_and_carry_no_number(client, release):
    for report, chosen in everything(release, R2):
        for line in rows_of(file_of(client, release, report, **chosen)):
            if not line["events"]:
                assert line["suppressed_flag"] == "yes", line
                assert line["state"] == "suppressed"
                assert {line[name] for name in ("rate", "rr", "rd", "excess", "share_ratio")} == {
                    ""
                }


def test_the_comparison_of_boroughs_has_the_counts_of_the_gap(client, release):
    """The same number everywhere; a borough with a hidden one is in nothing that is said of all."""
    gap = published(client, release)
    codes = {name: code for code, name in NAMES.items()}
    for _, chosen in everything(release, R7):
        kind, lines = chosen.get("kind", ""), rows_of(file_of(client, release, R7, **chosen))
        words = text_of(page_of(client, release, R7, **chosen))
        *boroughs, whole = lines
        for line in boroughs:
            code = codes[line["borough"]]
            assert line["events_g"] == gap[Counted(code, chosen["group"], kind)]
            assert line["events_w"] == gap[Counted(code, "white", kind)]
            both = [line["events_g"] or "fewer than 10", line["events_w"] or "fewer than 10"]
            assert f"{line['borough']} {' '.join(both)}" in words.replace("hidden", "fewer than 10")
            if not (line["events_g"] and line["events_w"]):
                assert (line["suppressed_flag"], line["rr"]) == ("yes", "")
        entering = [line for line in boroughs if line["events_g"] and line["events_w"]]
        for name in ("events_g", "events_w"):
            assert int(whole[name]) == sum(int(line[name]) for line in entering)


def test_the_ratio_and_its_interval_can_be_recomputed_from_the_file(client, release):
    lines = {line["group"]: line for line in rows_of(file_of(client, release))}
    black, white = lines["black"], lines["white"]
    a, b = int(black["events"]), int(white["events"])
    t1 = int(black["population"]) * float(black["years"])
    t0 = int(white["population"]) * float(white["years"])
    z, n = 1.959963984540054, a + b
    middle, half = a + z**2 / 2, z * ((a * b) / n + z**2 / 4) ** 0.5
    low, high = (middle - half) / (n + z**2), (middle + half) / (n + z**2)

    assert float(black["rr"]) == pytest.approx(a / t1 / (b / t0), rel=1e-12)
    assert float(black["rr_lo"]) == pytest.approx(low / (1 - low) * t0 / t1, rel=1e-9)
    assert float(black["rr_hi"]) == pytest.approx(high / (1 - high) * t0 / t1, rel=1e-9)


def test_a_release_gives_the_same_bytes_whatever_happens_to_the_register(client, release):
    def served():
        return [
            fetch(client, release, report, **chosen).content
            for report, chosen in one_of_each(release)
            for fetch in (page_of, file_of)
        ]

    before = served()
    encounters(40, ethnicity_perceived="black", occurred_at=london(2026, 2, 2))
    assert served() == before


def test_every_picture_of_a_page_is_a_file_with_its_numbers(client, release):
    """Said on the page and in the picture alike; a picture that is not of this page is none."""
    shapes = set()
    for report, chosen in one_of_each(release):
        page = page_of(client, release, report, **chosen)
        links = re.findall(r'href="([\w-]+\.svg[^"]*)"', page.content.decode())
        address = reverse("released_report", args=[release.pk, report])
        for link in links:
            response = client.get(address + link.replace("&amp;", "&"))
            assert response.status_code == 200, link
            assert response["Content-Type"] == "image/svg+xml"
            root = ElementTree.fromstring(response.content)  # noqa: S314 - drawn by us
            drawn = " ".join(" ".join(root.itertext()).split())
            assert "Counts below 10 are hidden" in drawn
            shapes.add((report, link.partition(".")[0]))
        assert client.get(f"{address}none.svg").status_code == 404
    assert {report for report, _ in shapes} == {report for report, _ in everything(release)}


def counts_in_files(client, release) -> dict[Counted, set[str]]:
    """Whatever the files of all reports say of every count: once, or there would be two numbers."""
    found: dict[Counted, set[str]] = defaultdict(set)

    def add(number: str, **of: str) -> None:
        of["group"] = "" if of.get("group") in (None, "all") else of["group"]
        found[Counted(**of)].add(number)

    for report, chosen in everything(release):
        about = {name: chosen.get(name, "") for name in ("area", "kind")}
        for line in rows_of(file_of(client, release, report, **chosen)):
            group, outcome = line["group"], line.get("outcome", "")
            if report == R2:
                add(line["events"], group=group, **about)
            elif report == R3:
                stratum = f"{line['sex']}_{line['age_band']}"
                add(line["events"], group=group, kind=stratum if line["sex"] else KNOWN)
                if not line["sex"]:
                    add(line["not_known"], group=group, kind=NOT_KNOWN)
            elif report == R5:
                add(line["handcuffed"], group=group, kind=chosen["kind"])
            elif outcome == "of_all":
                whole = line["to"] == line["period_end"] and line["from"] == line["period_start"]
                time = "" if whole else line["from"][:7]
                add(line["n_yes"], group=group, time=time)
                add(line["n_group"], time=time)
            elif outcome:
                young = group.endswith("16_to_25")
                answered = outcome in ("non_compliant", "before_arrest", "no_de_escalation")
                add(line["n_yes"], group=group, kind=outcome)
                add(line["n_group"], group=group, kind="account" if answered and not young else "")
            elif "spec_ethnicity" in line:
                own_word = line["spec_ethnicity"] == "ethnicity_self_defined"
                for name, seen_as in (
                    ("events", group),
                    ("reference_events", "white"),
                    ("unknown", "not_reported"),
                ):
                    add(
                        line[name],
                        **{"kind": f"self_defined_{seen_as}"} if own_word else {"group": seen_as},
                    )
            elif line.get("span") == "period":
                add(line["events"], group=group)
            elif "span" in line:
                year, quarter = line["period"].split("-Q")
                add(line["events"], group=group, time=f"{year}-{3 * int(quarter) - 2:02}")
            elif "late" in line:
                time = "" if line["month"] == "all" else line["month"]
                add(line["encounters"], time=time)
                add(line["late"], kind="late", time=time)
                for name, number in line.items():
                    if name == "missing_ethnicity_perceived":
                        add(number, group="not_reported", time=time)
                    elif name.startswith("missing_"):
                        add(number, kind=f"no_{name.removeprefix('missing_')}", time=time)
    return found


def test_no_hidden_count_can_be_worked_out_from_all_files_together(client, release):
    """The files have every count that was audited, once; from these every hidden one stays open."""
    scope = scope_of(HALF_YEAR, sorted(NAMES))
    tables, true = tables_of(scope), numbers_of(scope)
    said = counts_in_files(client, release)
    assert set(said) == set(true)
    counts = {}
    for of, [number] in said.items():
        small = Hidden.TOO_SMALL if true[of] < HIDDEN_BELOW else Hidden.WOULD_TELL
        counts[of] = int(number) if number else small
        low, high = limits(counts[of])
        assert low <= true[of] <= (true[of] if high is None else high), of
    lines = every_line(tables)
    hidden = [
        next(iter(lines[of].values())) for of, count in counts.items() if count is Hidden.TOO_SMALL
    ]
    assert len(hidden) > 50
    assert Known.of(tables, counts).told(hidden, counts) == {}
    # The slow way for some of them.
    for line, (smallest, largest) in derived(tables, counts, wanted=hidden[::9]).items():
        assert largest - smallest >= FAR_ENOUGH, (line, smallest, largest)


def test_public_pages_know_nobody_and_may_be_cached(client, release):
    for address in (
        reverse("figures"),
        reverse("released_report", args=[release.pk, R2]),
        reverse("released_report_csv", args=[release.pk, R2]),
        reverse("released_picture", args=[release.pk, R2, "ratio"]),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=300"
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "query",
    ["?area=S1", "?area=A2", "?kind=after", "?start=2026-01", "?area=A1&compliance=compliant"],
)
def test_whatever_a_release_does_not_have_is_not_found(client, release, query):
    for name in ("released_report", "released_report_csv"):
        address = reverse(name, args=[release.pk, R2])
        assert client.get(address + query).status_code == 404
    assert client.get(reverse("figures") + query).status_code == 404
