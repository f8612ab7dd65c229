"""Secrets Manager as far as a rotation goes: versions, their labels, and who calls the function in which order."""

# ruff: noqa: N803 - arguments are named as boto3 names them

import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


class ResourceNotFoundException(Exception):
    """There is no such secret or version."""


class Exceptions:
    """Named as boto3 names them."""

    ResourceNotFoundException = ResourceNotFoundException


@dataclass
class SmallSecrets:
    """Takes the calls that the function makes, by boto3's names, and answers with what the function reads."""

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    drawn: int = 0
    exceptions = Exceptions

    def create_secret(self, *, Name: str, SecretString: str) -> dict[str, str]:
        """Make a secret whose first version is current."""
        version = str(uuid4())
        self.texts[Name] = {version: SecretString}
        self.labels[Name] = {"AWSCURRENT": version}
        return {"ARN": Name}

    def describe_secret(self, *, SecretId: str) -> dict[str, Any]:
        """Return the labels of each version that has one."""
        stages: dict[str, list[str]] = {}
        for label, version in self.labels[SecretId].items():
            stages.setdefault(version, []).append(label)
        return {"RotationEnabled": True, "VersionIdsToStages": stages}

    def get_secret_value(
        self,
        *,
        SecretId: str,
        VersionStage: str = "AWSCURRENT",
        VersionId: str | None = None,
    ) -> dict[str, str]:
        """Return a version's text, if the version that is asked for has the label that is asked for."""
        version = self.labels.get(SecretId, {}).get(VersionStage)
        if version is None or VersionId not in (None, version) or version not in self.texts[SecretId]:
            raise ResourceNotFoundException
        return {"SecretString": self.texts[SecretId][version], "VersionId": version}

    def get_random_password(self, *, PasswordLength: int, ExcludePunctuation: bool) -> dict[str, str]:
        """Draw a password."""
        assert ExcludePunctuation
        self.drawn += 1
        return {"RandomPassword": secrets.token_hex(PasswordLength)[:PasswordLength]}

    def put_secret_value(
        self,
        *,
        SecretId: str,
        ClientRequestToken: str,
        SecretString: str,
        VersionStages: list[str],
    ) -> None:
        """Write a version once."""
        assert ClientRequestToken not in self.texts[SecretId]
        self.texts[SecretId][ClientRequestToken] = SecretString
        self.labels[SecretId] |= dict.fromkeys(VersionStages, ClientRequestToken)

    def update_secret_version_stage(
        self,
        *,
        SecretId: str,
        VersionStage: str,
        MoveToVersionId: str,
        RemoveFromVersionId: str,
    ) -> None:
        """Move a label; the version that was current becomes the previous one."""
        assert self.labels[SecretId][VersionStage] == RemoveFromVersionId
        self.labels[SecretId][VersionStage] = MoveToVersionId
        if VersionStage == "AWSCURRENT":
            self.labels[SecretId]["AWSPREVIOUS"] = RemoveFromVersionId

    def begin_rotation(self, secret: str) -> str:
        """Do what Secrets Manager does before the first step: a pending version without a text."""
        token = str(uuid4())
        self.labels[secret]["AWSPENDING"] = token
        return token
