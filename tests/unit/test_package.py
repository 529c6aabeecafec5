"""The package: what importing it costs, what it offers, and whether its examples are true."""

from __future__ import annotations

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module, metadata

import pytest

import greenprod

HEAVY = {"pandas", "numpy", "pint", "pyarrow", "airportsdata", "jinja2", "altair", "rich", "typer", "xlsxwriter"}
# pint loads numpy where it is installed
WITH_UNITS = {"pint", "numpy"}
NAMES = [name for name in greenprod.__all__ if name != "__version__"]
# the package of the items can be called, so it has no home in a module
LAZY = [name for name in NAMES if name != "items"]
MODULES = ["greenprod", *(m.name for m in pkgutil.walk_packages(greenprod.__path__, "greenprod."))]


def loaded_after(program: str) -> set[str]:
    """Return the heavy packages that a fresh interpreter has loaded after running a program."""
    program += f"\nimport sys; print(*sorted(set({sorted(HEAVY)}) & set(sys.modules)))"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


def test_importing_greenprod_loads_nothing_heavy() -> None:
    assert loaded_after("import greenprod") == set()


@pytest.mark.parametrize(
    "name", ["Flight", "Meals", "Activity", "Calculator", "FactorLibrary", "STRICT", "GwpSet", "Issue"]
)
def test_naming_an_item_or_a_calculator_loads_no_pandas(name: str) -> None:
    assert loaded_after(f"import greenprod; greenprod.{name}") <= WITH_UNITS


def test_calculating_one_line_loads_no_pandas() -> None:
    line = "gp.Meals(meals=40, diet='vegan', region='DK', date='2026-02-01')"
    assert loaded_after(f"import greenprod as gp; gp.Calculator().calculate({line}).explain()") <= WITH_UNITS


def test_a_flight_loads_the_airports_and_no_pandas() -> None:
    line = "gp.Flight(passengers=4, origin='CPH', destination='LHR', date='2025-03-03')"
    assert loaded_after(f"import greenprod as gp; gp.Calculator().calculate({line})") <= {*WITH_UNITS, "airportsdata"}


def test_help_loads_neither_pandas_nor_pint() -> None:
    call = "sys.argv[1:] = ['--help']\ntry: greenprod.cli.main()\nexcept SystemExit: sys.stdout = sys.stderr"
    program = f"import sys, greenprod.cli\n{call}\nprint('loaded', *sorted(set({sorted(HEAVY)}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stderr.split()) <= {"loaded", "rich", "typer"}


def test_the_names_offered_are_those_of_the_lazy_table() -> None:
    assert sorted(LAZY) == sorted(greenprod._HOMES)
    assert set(greenprod.__all__) <= set(dir(greenprod))


def test_the_package_of_the_items_is_called_for_the_list_of_them() -> None:
    package: object = import_module("greenprod.items")
    assert package is greenprod.items
    listed = greenprod.items()
    assert [described.name for described in listed] == list(import_module("greenprod.items.catalogue").ITEMS)


@pytest.mark.parametrize(
    "program",
    ["import greenprod as g", "import greenprod.items as i, greenprod as g", "import greenprod as g; g.Meals"],
)
def test_the_items_can_be_called_whatever_was_imported_before(program: str) -> None:
    assert loaded_after(f"{program}; assert len(g.items()) > 90") <= {*WITH_UNITS, "airportsdata"}


@pytest.mark.parametrize("name", LAZY)
def test_every_public_name_resolves_to_what_its_module_holds(name: str) -> None:
    home = import_module(f"greenprod.{greenprod._HOMES[name]}")
    assert getattr(greenprod, name) is getattr(home, name)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Spaceflight'"):
        _ = greenprod.Spaceflight


def test_the_version_is_that_of_the_installed_package() -> None:
    assert greenprod.__version__ == metadata.version("greenprod")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_there_are_examples_in_docstrings() -> None:
    assert sum(doctest.testmod(import_module(name)).attempted for name in MODULES) > 50


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_says_what_it_is(name: str) -> None:
    found = getattr(greenprod, name)
    if not isinstance(found, greenprod.Policy):
        assert found.__doc__
        assert found.__doc__.splitlines()[0].endswith((".", ":"))
