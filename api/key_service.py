"""Data keys made and unwrapped by KMS, as the API's process asks for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession

from api.field_encryption import ENCRYPTION_CONTEXT, KEY_BYTES

CONFIG = AioConfig(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 2})


class Kms:
    """One KMS key (GenerateDataKey, Decrypt, ReEncrypt)."""

    def __init__(self, client: Any, key_arn: str) -> None:
        self._client = client
        self._key_arn = key_arn

    async def new_key(self) -> tuple[bytes, bytes]:
        """Return a new data key, plain and wrapped."""
        answer = await self._client.generate_data_key(
            KeyId=self._key_arn, NumberOfBytes=KEY_BYTES, EncryptionContext=ENCRYPTION_CONTEXT
        )
        return answer["Plaintext"], answer["CiphertextBlob"]

    async def unwrap(self, wrapped: bytes) -> bytes:
        """Return a wrapped data key, plain."""
        answer = await self._client.decrypt(
            KeyId=self._key_arn, CiphertextBlob=wrapped, EncryptionContext=ENCRYPTION_CONTEXT
        )
        plain: bytes = answer["Plaintext"]
        return plain

    async def rewrap(self, wrapped: bytes) -> bytes:
        """Return the same data key wrapped by the key's newest material; it never leaves KMS in the clear."""
        answer = await self._client.re_encrypt(
            CiphertextBlob=wrapped,
            SourceKeyId=self._key_arn,
            SourceEncryptionContext=ENCRYPTION_CONTEXT,
            DestinationKeyId=self._key_arn,
            DestinationEncryptionContext=ENCRYPTION_CONTEXT,
        )
        again: bytes = answer["CiphertextBlob"]
        return again


@asynccontextmanager
async def opened_kms(session: AioSession, region: str, key_arn: str) -> AsyncIterator[Kms]:
    """Open a client of KMS and close it at the end."""
    async with session.create_client("kms", region_name=region, config=CONFIG) as client:
        yield Kms(client, key_arn)
