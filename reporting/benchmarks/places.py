"""How published tables write police forces, and the codes these have."""

from reporting.benchmarks.reading import Fault, as_code

FORCES = {
    "Metropolitan Police": "E23000001",
    "Cumbria": "E23000002",
    "Lancashire": "E23000003",
    "Merseyside": "E23000004",
    "Greater Manchester": "E23000005",
    "Cheshire": "E23000006",
    "Northumbria": "E23000007",
    "Durham": "E23000008",
    "North Yorkshire": "E23000009",
    "West Yorkshire": "E23000010",
    "South Yorkshire": "E23000011",
    "Humberside": "E23000012",
    "Cleveland": "E23000013",
    "West Midlands": "E23000014",
    "Staffordshire": "E23000015",
    "West Mercia": "E23000016",
    "Warwickshire": "E23000017",
    "Derbyshire": "E23000018",
    "Nottinghamshire": "E23000019",
    "Lincolnshire": "E23000020",
    "Leicestershire": "E23000021",
    "Northamptonshire": "E23000022",
    "Cambridgeshire": "E23000023",
    "Norfolk": "E23000024",
    "Suffolk": "E23000025",
    "Bedfordshire": "E23000026",
    "Hertfordshire": "E23000027",
    "Essex": "E23000028",
    "Thames Valley": "E23000029",
    "Hampshire": "E23000030",
    "Surrey": "E23000031",
    "Kent": "E23000032",
    "Sussex": "E23000033",
    "City of London": "E23000034",
    "Devon and Cornwall": "E23000035",
    "Avon and Somerset": "E23000036",
    "Gloucestershire": "E23000037",
    "Wiltshire": "E23000038",
    "Dorset": "E23000039",
    "North Wales": "W15000001",
    "Gwent": "W15000002",
    "South Wales": "W15000003",
    "Dyfed-Powys": "W15000004",
}
NAMES = {code: name for name, code in FORCES.items()}
# Spellings of the Home Office and of the Office for National Statistics.
_OTHER_SPELLINGS = {
    "Metropolitan": "Metropolitan Police",
    "London, City of": "City of London",
    "Devon & Cornwall": "Devon and Cornwall",
    "Devon & Cornwall ": "Devon and Cornwall",
    "Avon & Somerset": "Avon and Somerset",
}

# Places that stand in tables of the Met and in no list of areas.
NO_COORDINATES = "no_coordinates"
OUTSIDE = "outside"


def force_code(name: str) -> str:
    """The code of a police force area, by any of its known spellings."""
    try:
        return FORCES[_OTHER_SPELLINGS.get(name, name)]
    except KeyError:
        raise Fault(f"there is no police force “{name}”") from None


def place_of_search(code: str) -> str:
    """A borough; searches without coordinates, and those outside London, stay what they are."""
    return as_code(code) if code else NO_COORDINATES
