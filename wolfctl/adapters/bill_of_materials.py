"""What an image or a zip is made of, as CycloneDX: the packages of its lock file and, of an image, Debian's.

The same content gives the same document: time and serial number come from what is described.
https://cyclonedx.org/docs/1.6/json/
"""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from wolfctl.adapters.container_engine import Image

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def of_image(image: Image, version: str, made_at: int, lock: str, dpkg_status: str) -> str:
    """The document of an image; `dpkg_status` is the file in which dpkg keeps what is installed."""
    subject = Component(name=image.name.partition(":")[0], version=version, type=ComponentType.CONTAINER)
    return _document(subject, image.id, made_at, [*_python(lock), *_debian(dpkg_status)])


def of_zip(name: str, version: str, sha256: str, made_at: int, lock: str) -> str:
    """The document of a Lambda zip."""
    subject = Component(name=name, version=version, type=ComponentType.APPLICATION)
    return _document(subject, sha256, made_at, list(_python(lock)))


def moment(seconds: int) -> str:
    """A Unix time as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _python(lock: str) -> Iterator[Component]:
    for name, version in PINNED.findall(lock):
        yield _library(PackageURL("pypi", None, name.lower().replace("_", "-"), version))


def _debian(status: str) -> Iterator[Component]:
    for entry in status.split("\n\n"):
        fields = dict(re.findall(r"^(Package|Version|Architecture|Status): (.+)$", entry, re.MULTILINE))
        if fields.get("Status") == "install ok installed":
            where = {"arch": fields["Architecture"]}
            yield _library(PackageURL("deb", "debian", fields["Package"], fields["Version"], where))


def _library(url: PackageURL) -> Component:
    return Component(name=url.name, version=url.version, type=ComponentType.LIBRARY, purl=url, bom_ref=url.to_string())


def _document(subject: Component, digest: str, made_at: int, components: list[Component]) -> str:
    subject.bom_ref.value = f"{subject.name}@{digest}"
    bom = Bom(components=components, serial_number=uuid.uuid5(uuid.NAMESPACE_OID, digest))
    bom.metadata.timestamp = datetime.fromtimestamp(made_at, UTC)
    bom.metadata.component = subject
    bom.register_dependency(subject, components)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
