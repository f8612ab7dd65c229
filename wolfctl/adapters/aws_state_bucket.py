"""The bucket and the key of one environment's Terraform state: observed and made, one property at a time."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import ClientError

from wolfctl.adapters.aws_calls import telling
from wolfctl.adapters.aws_state_key import StateKey
from wolfctl.errors import Refused

_PUBLIC_ACCESS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_RULE = "forget-old-state"
_STATEMENTS = ("RefusePlainHttp", "RefuseOldTls")


class StateBucket:
    """Talks to S3, KMS and STS of the account whose credentials the session holds."""

    def __init__(
        self,
        session: boto3.Session,
        *,
        account: str,
        bucket: str,
        region: str,
        alias: str,
        tags: Mapping[str, str],
        endpoint: str | None = None,
    ) -> None:
        self._account, self._bucket, self._region, self._tags = account, bucket, region, dict(tags)
        self._s3 = session.client("s3", region_name=region, endpoint_url=endpoint)
        kms = session.client("kms", region_name=region, endpoint_url=endpoint)
        self._key = StateKey(kms, alias=alias, tags=self._tags | {"Bucket": bucket})
        self._sts = session.client("sts", region_name=region, endpoint_url=endpoint)
        # name → (does it hold?, make it hold)
        self._properties: dict[str, tuple[Callable[[], bool], Callable[[], Any]]] = {
            "key": (lambda: self._key.found() is not None, self._key.create),
            "key_alias": (lambda: self._key.named() is not None, self._key.give_name),
            "key_rotation": (self._key.rotates, self._key.rotate),
            "bucket": (self._exists, self._create_bucket),
            "ownership": (self._is_owned, self._own),
            "tags": (lambda: self._found_tags().items() >= self._tags.items(), self._tag),
            "public_access_block": (self._is_blocked, self._block),
            "tls_only": (self._is_tls_only, self._require_tls),
            "versioning": (self._keeps_versions, self._keep_versions),
            "encryption": (self._is_encrypted, self._encrypt),
            "lifecycle": (self._forgets, self._forget),
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The properties it can observe and make."""
        return tuple(self._properties)

    def caller_account(self) -> str:
        """The account that the credentials belong to. Raises ToolFailed without usable credentials."""
        with telling("AWS does not say who you are."):
            return str(self._sts.get_caller_identity()["Account"])

    def held(self) -> frozenset[str]:
        """The properties that hold already. Raises Refused when the bucket is somebody else's, ToolFailed otherwise."""
        with telling(f"The state bucket {self._bucket} cannot be looked at."):
            there = self._exists()
            return frozenset(
                name
                for name, (holds, _) in self._properties.items()
                if (there or name in ("key", "key_alias", "key_rotation")) and holds()
            )

    def make(self, name: str) -> None:
        """Make one property hold; made twice it changes nothing. Raises ToolFailed."""
        with telling(f"The state bucket {self._bucket} cannot be prepared ({name.replace('_', ' ')})."):
            self._properties[name][1]()

    def _exists(self) -> bool:
        try:
            place = self._s3.head_bucket(Bucket=self._bucket, ExpectedBucketOwner=self._account).get("BucketRegion")
        except ClientError as error:
            if _status(error) == 404:
                return False
            if _status(error) == 403:
                raise Refused(
                    f"The bucket {self._bucket} is not yours to use.",
                    why="Bucket names are shared by all accounts, or these credentials may not see it.",
                    hint="Choose another backend.bucket, or ask for s3:ListBucket on this one.",
                ) from error
            raise
        if place not in (None, self._region):
            raise Refused(
                f"The bucket {self._bucket} is in {place}, and {self._region} is where it is wanted.",
                hint="Correct backend.region, or choose another backend.bucket.",
            )
        return True

    def _create_bucket(self) -> None:
        if self._exists():
            return
        place: dict[str, Any] = {} if self._region == "us-east-1" else {"LocationConstraint": self._region}
        self._s3.create_bucket(
            Bucket=self._bucket,
            ObjectOwnership="BucketOwnerEnforced",
            # with the request itself: an organisation may refuse a bucket that is untagged even for a moment
            CreateBucketConfiguration=place | {"Tags": self._tag_set()},
        )

    def _tag_set(self) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self._tags.items()]

    def _found_tags(self) -> dict[str, str]:
        answer = self._ask("get_bucket_tagging", "NoSuchTagSet")
        return {tag["Key"]: tag["Value"] for tag in answer.get("TagSet", ())}

    def _tag(self) -> None:
        together = self._found_tags() | self._tags
        tags = [{"Key": key, "Value": value} for key, value in together.items()]
        self._s3.put_bucket_tagging(Bucket=self._bucket, Tagging={"TagSet": tags})

    def _is_owned(self) -> bool:
        answer = self._ask("get_bucket_ownership_controls", "OwnershipControlsNotFoundError")
        rules = answer.get("OwnershipControls", {}).get("Rules", ())
        return any(rule["ObjectOwnership"] == "BucketOwnerEnforced" for rule in rules)

    def _own(self) -> None:
        rules = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        self._s3.put_bucket_ownership_controls(Bucket=self._bucket, OwnershipControls=rules)

    def _is_blocked(self) -> bool:
        answer = self._ask("get_public_access_block", "NoSuchPublicAccessBlockConfiguration")
        return all(answer.get("PublicAccessBlockConfiguration", {}).get(kind) for kind in _PUBLIC_ACCESS)

    def _block(self) -> None:
        blocks = dict.fromkeys(_PUBLIC_ACCESS, True)
        self._s3.put_public_access_block(Bucket=self._bucket, PublicAccessBlockConfiguration=blocks)

    def _found_statements(self) -> list[dict[str, Any]]:
        answer = self._ask("get_bucket_policy", "NoSuchBucketPolicy")
        return list(json.loads(answer["Policy"])["Statement"]) if "Policy" in answer else []

    def _wanted_statements(self) -> list[dict[str, Any]]:
        arn = f"arn:aws:s3:::{self._bucket}"
        conditions = ({"Bool": {"aws:SecureTransport": "false"}}, {"NumericLessThan": {"s3:TlsVersion": "1.2"}})
        shape = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"]}
        return [
            {"Sid": sid, **shape, "Condition": condition}
            for sid, condition in zip(_STATEMENTS, conditions, strict=True)
        ]

    def _is_tls_only(self) -> bool:
        found = self._found_statements()
        return all(statement in found for statement in self._wanted_statements())

    def _require_tls(self) -> None:
        others = [statement for statement in self._found_statements() if statement.get("Sid") not in _STATEMENTS]
        policy = {"Version": "2012-10-17", "Statement": others + self._wanted_statements()}
        self._s3.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(policy))

    def _keeps_versions(self) -> bool:
        return bool(self._s3.get_bucket_versioning(Bucket=self._bucket).get("Status") == "Enabled")

    def _keep_versions(self) -> None:
        self._s3.put_bucket_versioning(Bucket=self._bucket, VersioningConfiguration={"Status": "Enabled"})

    def _is_encrypted(self) -> bool:
        answer = self._ask("get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError")
        rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", ())
        defaults = [rule.get("ApplyServerSideEncryptionByDefault", {}) for rule in rules]
        key = self._key.named()
        return any(each.get("SSEAlgorithm") == "aws:kms" and each.get("KMSMasterKeyID") == key for each in defaults)

    def _encrypt(self) -> None:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": self._key.named()}
        rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
        self._s3.put_bucket_encryption(Bucket=self._bucket, ServerSideEncryptionConfiguration={"Rules": rules})

    def _found_rules(self) -> list[dict[str, Any]]:
        return list(self._ask("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration").get("Rules", ()))

    def _forgets(self) -> bool:
        rules = self._found_rules()
        return any(rule["Status"] == "Enabled" and "NoncurrentVersionExpiration" in rule for rule in rules)

    def _forget(self) -> None:
        rule = {
            "ID": _RULE,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 365},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
        rules = [*(each for each in self._found_rules() if each.get("ID") != _RULE), rule]
        self._s3.put_bucket_lifecycle_configuration(Bucket=self._bucket, LifecycleConfiguration={"Rules": rules})

    def _ask(self, operation: str, absent: str) -> dict[str, Any]:
        """What a bucket has of something, empty where S3 answers that it has none."""
        try:
            return dict(getattr(self._s3, operation)(Bucket=self._bucket))
        except ClientError as error:
            if error.response["Error"]["Code"] == absent:
                return {}
            raise


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
