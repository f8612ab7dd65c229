"""The KMS key of one environment's Terraform state, known by its alias."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from wolfctl.errors import ToolFailed


class StateKey:
    """Talks to KMS; a key that an interrupted run made and did not name yet is found by its tags."""

    def __init__(self, kms: Any, *, alias: str, tags: Mapping[str, str]) -> None:
        self._kms, self._alias, self._tags = kms, alias, dict(tags)

    def named(self) -> str | None:
        """The ARN behind the alias. Raises ToolFailed when that key cannot be used."""
        try:
            key = self._kms.describe_key(KeyId=self._alias)["KeyMetadata"]
        except self._kms.exceptions.NotFoundException:
            return None
        if not key["Enabled"]:
            raise ToolFailed(
                f"The key behind {self._alias} is {key['KeyState']}.",
                hint="Enable it again, or cancel its deletion: what it encrypted cannot be read otherwise.",
            )
        return str(key["Arn"])

    def found(self) -> str | None:
        """The ARN of the key, named or not."""
        if named := self.named():
            return named
        for page in self._kms.get_paginator("list_keys").paginate():
            for key in page["Keys"]:
                if self._is_ours(key["KeyId"]):
                    return str(key["KeyArn"])
        return None

    def create(self) -> None:
        """Make the key, tagged as it is made."""
        if self.found() is None:
            self._kms.create_key(
                Description=f"Terraform state, {self._alias}",
                Tags=[{"TagKey": key, "TagValue": value} for key, value in self._tags.items()],
            )

    def give_name(self) -> None:
        """Point the alias at the key."""
        if self.named() is None:
            self._kms.create_alias(AliasName=self._alias, TargetKeyId=str(self.found()))

    def rotates(self) -> bool:
        """Whether AWS replaces its material every year."""
        key = self.found()
        return key is not None and bool(self._kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"])

    def rotate(self) -> None:
        """Have AWS replace its material every year."""
        self._kms.enable_key_rotation(KeyId=self.found())

    def _is_ours(self, key_id: str) -> bool:
        try:
            found = {tag["TagKey"]: tag["TagValue"] for tag in self._kms.list_resource_tags(KeyId=key_id)["Tags"]}
            enabled = self._kms.describe_key(KeyId=key_id)["KeyMetadata"]["Enabled"]
        except ClientError:  # the keys of AWS services do not tell their tags
            return False
        return bool(enabled) and found.items() >= self._tags.items()
