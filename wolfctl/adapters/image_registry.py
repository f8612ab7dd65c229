"""The ECR repository of an environment: what of a commit is in it, and how an image gets there.

Tags never move there, so a tag names one digest for ever.
"""

import base64
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from wolfctl.adapters.aws_calls import telling
from wolfctl.adapters.container_engine import Engine
from wolfctl.errors import ToolFailed


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; `ecr` is a boto3 client."""

    ecr: Any
    name: str

    def exists(self) -> bool:
        """Whether the stack that makes it has been applied."""
        return self._ask("describe_repositories", repositoryNames=[self.name]) is not None

    def digest(self, tag: str) -> str:
        """The digest of what bears a tag; empty where nothing does."""
        found = self._ask("describe_images", repositoryName=self.name, imageIds=[{"imageTag": tag}])
        return str(found["imageDetails"][0]["imageDigest"]) if found else ""

    def push(self, engine: Engine, image: str, tag: str) -> str:
        """Push an image under a tag and return its digest. Raises ToolFailed."""
        described = self._ask("describe_repositories", repositoryNames=[self.name])
        if described is None:
            raise ToolFailed(f"There is no repository {self.name}.", hint="Run `wolfctl deploy ENV` first.")
        granted = self._ask("get_authorization_token") or {}
        token = base64.b64decode(granted["authorizationData"][0]["authorizationToken"]).decode()
        user, _, password = token.partition(":")
        engine.push(image, f"{described['repositories'][0]['repositoryUri']}:{tag}", user=user, password=password)
        if digest := self.digest(tag):
            return digest
        raise ToolFailed(f"{self.name} does not show what was pushed as {tag}.", hint="Run it again.")

    def _ask(self, operation: str, **parameters: Any) -> dict[str, Any] | None:
        """One call; None where what it asks about is not there. Raises ToolFailed with what AWS says."""
        with telling(f"AWS refused ecr:{operation}."):
            try:
                answer: dict[str, Any] = getattr(self.ecr, operation)(**parameters)
            except ClientError as error:
                if error.response["Error"]["Code"] in {"RepositoryNotFoundException", "ImageNotFoundException"}:
                    return None
                raise
        return answer
