"""Objects that lie under another key than their bucket's: moved to it, without copying where S3 can.

UpdateObjectEncryption wraps an object's data key by another KMS key: nothing is copied, date, tag and metadata stay.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html
An emulator that does not know it would take the call for a PutObject and overwrite the object, so there an object is
copied onto itself, which keeps its metadata too but not its date.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from wolfctl.errors import ToolFailed

Say = Callable[[str], None]


@dataclass(frozen=True)
class Objects:
    """The objects of one bucket; `updates` tells that S3 itself answers."""

    s3: Any
    bucket: str
    updates: bool

    async def move(self, say: Say) -> dict[str, int]:
        """Move what lies elsewhere; killed, it finds what is left. Raises ToolFailed with how many were moved."""
        moved = seen = 0
        try:
            key = await asyncio.to_thread(self._key)
            if key is None:
                return {"seen": 0, "moved": 0}
            for name in await asyncio.to_thread(self._names):
                seen += 1
                if await asyncio.to_thread(self._lies_under, name) != key:
                    await asyncio.to_thread(self._update if self.updates else self._copy, name, key)
                    moved += 1
                if not seen % 100:
                    say(f"{moved} of {seen} objects moved")
        except (BotoCoreError, ClientError) as error:
            raise ToolFailed(
                f"S3 does not move an object of {self.bucket}.",
                why=f"{moved} were moved. {error}",
                hint="Run it again: it goes on with the others. docs/runbooks/rotate-keys.md lists the permissions.",
            ) from error
        return {"seen": seen, "moved": moved}

    def _key(self) -> str | None:
        answer = self.s3.get_bucket_encryption(Bucket=self.bucket)["ServerSideEncryptionConfiguration"]
        (rule,) = answer["Rules"]
        found: str | None = rule["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID")
        return found

    def _names(self) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return [one["Key"] for page in pages for one in page.get("Contents", [])]

    def _lies_under(self, name: str) -> str | None:
        found: str | None = self.s3.head_object(Bucket=self.bucket, Key=name).get("SSEKMSKeyId")
        return found

    def _update(self, name: str, key: str) -> None:
        self.s3.update_object_encryption(
            Bucket=self.bucket,
            Key=name,
            ObjectEncryption={"SSEKMS": {"KMSKeyArn": key, "BucketKeyEnabled": True}},
        )

    def _copy(self, name: str, key: str) -> None:
        self.s3.copy_object(
            Bucket=self.bucket,
            Key=name,
            CopySource={"Bucket": self.bucket, "Key": name},
            MetadataDirective="COPY",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId=key,
            BucketKeyEnabled=True,
        )
