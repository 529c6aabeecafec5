"""Storage, transfer, computing and AI."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen
from attrs.converters import optional

from greenprod import units
from greenprod.errors import ItemError
from greenprod.factors.properties import shipped_properties
from greenprod.items.amounts import amount, in_days, in_items, in_kg, in_terabytes
from greenprod.items.base import ActivityAmount, Item, required
from greenprod.items.computing import AiUse, computing, effectiveness, in_pue, provider_value
from greenprod.items.power import contradiction
from greenprod.vocabulary import invalid_choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEDIA = ("hdd", "ssd")
TRANSFER_MODELS = {
    "cloud_network": (),
    "web_network": (("operational", "network"),),
    "web_operational": (("operational", "data_centre"), ("operational", "network"), ("operational", "user_device")),
}
"""Ways of counting a transfer, and the segments of ``digital.data_transfer_energy`` that a web model takes."""
DRIVES = ("hard_disk", "ssd", "usb_stick", "disk_array")
DIGITAL = (
    "email",
    "email_with_attachment",
    "internet_search",
    "web_request",
    "web_purchase",
    "software_transaction",
    "tweet",
)


@frozen(kw_only=True, slots=True)
class CloudStorage(Item):
    """Book data that lie in a cloud; the region is where they lie.

    Parameters
    ----------
    data
        Amount, in TB.
    days
        Amount, in days.
    provider
        aws, azure or gcp.
    medium
        hdd or ssd.
    service
        Service of the provider, whose copies of the data are counted: a key of ``compute.replication_factor`` in
        ``factors/properties.csv`` such as s3, storage_grs or cloud_storage_dual_region; ``default`` counts one copy.
    pue
        Power usage effectiveness of the data centre, 1 or more; the provider's average when empty.

    Notes
    -----
    data x days x 24 h x Wh per TB and hour x copies x PUE, from the grid of the region. Method and figures:
    Cloud Carbon Footprint (2024), estimates that no provider measured: ``compute.storage_hdd_energy``,
    ``compute.storage_ssd_energy``, ``compute.replication_factor`` and ``compute.pue``. Tape in a cloud has no figure.

    Examples
    --------
    >>> rushes = CloudStorage(
    ...     data=100, days=30, provider="aws", medium="hdd", service="s3", region="IE", date="2025-05-01"
    ... )
    >>> [(a.activity, round(a.amount, 3), a.unit) for a in rushes.activities()]
    [('energy.electricity.grid', 318.708, 'kWh')]

    """

    title: ClassVar[str] = "Cloud storage"
    title_da: ClassVar[str] = "Lagring i skyen"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T29",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {
            "data": 100,
            "days": 30,
            "provider": "aws",
            "medium": "hdd",
            "service": "s3",
            "region": "IE",
            "date": "2025-05-01",
        }
    )

    data: float = field(converter=in_terabytes, metadata=amount("TB"))
    days: float = field(converter=in_days, metadata=amount("day"))
    provider: str = ""
    medium: str = ""
    service: str = ""
    pue: float | None = field(default=None, converter=optional(in_pue))

    def check(self) -> None:
        """Check provider, medium and service."""
        super().check()
        if not self.medium:
            raise required("medium", "cloud storage", "hdd or ssd.")
        if self.medium not in MEDIA:
            raise ItemError(invalid_choice("medium", self.medium, MEDIA))
        provider_value("compute.replication_factor", self.provider, self.service, "service")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one terabyte on one day."""
        name = f"compute.storage_{self.medium}_energy"
        per_hour = provider_value(name, self.provider, "average", "provider")
        copies = provider_value("compute.replication_factor", self.provider, self.service, "service")
        pue, origin = effectiveness(self.provider, self.pue)
        a_day = per_hour * units.scale(shipped_properties(name)[0].unit, "Wh/(TB*day)")
        note = f"{per_hour:g} Wh per TB and hour, {copies:g} copies of {self.service} (ccf_2024); {origin}"
        yield computing(a_day * copies * pue, note, "service", "data")


@frozen(kw_only=True, slots=True)
class DataTransfer(Item):
    """Book data that were sent.

    Parameters
    ----------
    data
        Amount, in TB.
    model
        cloud_network (inside the network of a cloud), web_network (the public network) or web_operational (the network,
        the data centre and the user's device); they differ two hundredfold, so none is the default.
    provider
        For cloud_network: aws, azure or gcp.

    Notes
    -----
    data x kWh per GB, from the grid of the region. cloud_network: ``compute.network_energy``, Cloud Carbon Footprint
    (2024), an estimate that no provider measured. web_network and web_operational: ``digital.data_transfer_energy``,
    Sustainable Web Design Model 4 as in co2.js, made for web pages and not for large files.

    Examples
    --------
    >>> dailies = DataTransfer(data=2, model="web_network", region="DK", date="2025-05-01")
    >>> [(a.activity, round(a.amount, 6), a.unit) for a in dailies.activities()]
    [('energy.electricity.grid', 118.0, 'kWh')]

    """

    title: ClassVar[str] = "Data transfer"
    title_da: ClassVar[str] = "Dataoverførsel"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T29",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"data": 2, "model": "web_network", "region": "DK", "date": "2025-05-01"}
    )

    data: float = field(converter=in_terabytes, metadata=amount("TB"))
    model: str = ""
    provider: str = ""

    def check(self) -> None:
        """Check model and provider."""
        super().check()
        if not self.model:
            raise required("model", "data transfer", "One of " + ", ".join(TRANSFER_MODELS) + ".")
        if self.model not in TRANSFER_MODELS:
            raise ItemError(invalid_choice("model", self.model, TRANSFER_MODELS))
        if self.model == "cloud_network":
            provider_value("compute.network_energy", self.provider, "average", "provider")
        elif self.provider:
            raise contradiction("provider", f"The model {self.model} has no provider.", "Leave provider empty.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one terabyte, in each segment of the model."""
        if self.model == "cloud_network":
            rows = [row for row in shipped_properties("compute.network_energy") if row.key == self.provider]
        else:
            segments = TRANSFER_MODELS[self.model]
            rows = [
                row for row in shipped_properties("digital.data_transfer_energy") if (row.key, row.subkey) in segments
            ]
        for row in rows:
            note = f"{row.key} {row.subkey}: {row.value:g} {row.unit} ({row.source_id})"
            yield computing(row.value * units.scale(row.unit, "Wh/TB"), note, "model", "data")


@frozen(kw_only=True, slots=True)
class HardDrive(Item):
    """Book the making of drives that were bought.

    Parameters
    ----------
    items
        Amount, in drives.
    drive
        hard_disk, ssd, usb_stick or disk_array.

    Notes
    -----
    One figure for each kind of drive, whatever it holds (ADEME: Base Carbone for the disk array, Impact CO2 for the
    others). The power that it draws is in the suite or the meter.

    Examples
    --------
    >>> shuttles = HardDrive(items=6, drive="ssd", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.category) for a in shuttles.activities()]
    [('product.ssd', 6.0, 'data')]

    """

    title: ClassVar[str] = "Hard drive"
    title_da: ClassVar[str] = "Harddisk"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T26", "T29")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 6, "drive": "ssd", "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(converter=in_items, metadata=amount("item"))
    drive: str = ""

    def check(self) -> None:
        """Check the kind of drive."""
        super().check()
        if not self.drive:
            raise required("drive", "hard drive", "One of " + ", ".join(DRIVES) + ".")
        if self.drive not in DRIVES:
            raise ItemError(invalid_choice("drive", self.drive, DRIVES))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one drive."""
        yield ActivityAmount(activity=f"product.{self.drive}", amount=1.0, unit="item", column="drive", category="data")


@frozen(kw_only=True, slots=True)
class LtoTape(Item):
    """Book the material of tape cartridges, by their mass.

    Parameters
    ----------
    items
        Amount, in cartridges; 1 when empty.
    mass
        Amount, in kg of one cartridge; or of all, if `items` is empty.
    material
        Name below ``material.`` in the vocabulary that stands for the cartridge, such as ``plastic_pet_film.new``.

    Notes
    -----
    items x mass. No figure for a tape cartridge is published that could be cited, so the line says what it is made of;
    several materials are several lines. The work of making it is not counted.

    Examples
    --------
    >>> archive = LtoTape(items=20, mass="200 g", material="plastic_pet_film.new", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in archive.activities()]
    [('material.plastic_pet_film.new', 4.0, 'kg')]

    """

    title: ClassVar[str] = "LTO tape"
    title_da: ClassVar[str] = "LTO-bånd"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T26", "T29")
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 20, "mass": 0.2, "material": "plastic_pet_film.new", "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(default=1.0, converter=in_items, metadata=amount("item"))
    mass: float = field(converter=in_kg, metadata=amount("kg"))
    material: str = ""

    def check(self) -> None:
        """Check that a material is named."""
        super().check()
        if not self.material:
            raise required("material", "tape", "`greenprod factors list material` shows all.")

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one kilogram."""
        note = "material of the cartridge alone"
        yield ActivityAmount(
            activity=f"material.{self.material}", amount=1.0, unit="kg", note=note, column="material", category="data"
        )


@frozen(kw_only=True, slots=True)
class EmailAndWeb(Item):
    """Book e-mails, searches and pages by their number.

    Parameters
    ----------
    items
        Amount, in e-mails, searches or whatever `kind` says.
    kind
        email, email_with_attachment, internet_search, web_request, web_purchase, software_transaction or tweet.

    Notes
    -----
    One figure for each kind (ADEME, Base Carbone).

    Examples
    --------
    >>> mails = EmailAndWeb(items=2000, kind="email", region="DK", date="2025-05-01")
    >>> [(a.activity, a.amount, a.unit) for a in mails.activities()]
    [('digital.email', 2000.0, 'item')]

    """

    title: ClassVar[str] = "E-mail and web"
    title_da: ClassVar[str] = "E-mail og internet"
    group: ClassVar[str] = "data"
    topics: ClassVar[tuple[str, ...]] = ("T29",)
    example: ClassVar[Mapping[str, str | float]] = MappingProxyType(
        {"items": 2000, "kind": "email", "region": "DK", "date": "2025-05-01"}
    )

    items: float = field(converter=in_items, metadata=amount("item"))
    kind: str = ""

    def check(self) -> None:
        """Check the kind."""
        super().check()
        if not self.kind:
            raise required("kind", "e-mail and web", "One of " + ", ".join(DIGITAL) + ".")
        if self.kind not in DIGITAL:
            raise ItemError(invalid_choice("kind", self.kind, DIGITAL))

    def parts(self) -> Iterator[ActivityAmount]:
        """Yield one item."""
        yield ActivityAmount(activity=f"digital.{self.kind}", amount=1.0, unit="item", column="kind")


KINDS: tuple[type[Item], ...] = (CloudStorage, DataTransfer, HardDrive, LtoTape, AiUse, EmailAndWeb)
"""Item classes of this room."""
