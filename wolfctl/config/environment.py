"""What an environment is: the shape of envs/<name>.yaml, of infra/variables.tf and of terraform.tfvars.json at once."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Cpu = Literal[256, 512, 1024, 2048, 4096]
StageCacheGb = Literal["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"]
# The values that CloudWatch Logs takes.
LogDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
]
GuardDutyFeature = Literal["LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "RUNTIME_MONITORING", "S3_DATA_EVENTS"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
PublicKey = Annotated[str, Field(pattern=r"^-----BEGIN PUBLIC KEY-----\n")]
Emulator = Literal["ministack", "moto", "localstack"]


class Section(BaseModel):
    """A mapping that takes exactly the keys it declares, of exactly the types it declares."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Network(Section):
    """Address range, number of zones and way out of the VPC."""

    cidr: str = Field(
        description="IPv4 range of the VPC", pattern=r"^\d+\.\d+\.\d+\.\d+/\d+$", examples=["10.10.0.0/16"]
    )
    zones: int = Field(description="availability zones", ge=2, le=3, examples=[2])
    nat: Literal["one", "per_zone"] = Field(
        description="NAT gateways; none would leave pushes to WebSockets no way out", examples=["one"]
    )


class Data(Section):
    """The database, the buckets, the backups and the alert queues."""

    engine_version: str = Field(description="PostgreSQL version, quoted", pattern=r"^16\.\d+$", examples=["16.4"])
    instance_class: str = Field(description="RDS class", pattern=r"^db\.", examples=["db.t4g.micro"])
    allocated_storage_gb: int = Field(description="first size of the disk, GB", ge=20, le=65536, examples=[20])
    multi_az: bool = Field(description="keep a standby in a second zone", examples=[True])
    read_replica: bool = Field(description="keep a readable copy beside it", examples=[False])
    proxy: bool = Field(description="pool connections through RDS Proxy", examples=[False])
    backup_retention_days: int = Field(description="days of point-in-time recovery", ge=0, le=35, examples=[7])
    deletion_protection: bool = Field(description="refuse to delete the database", examples=[True])
    speech_expiry_days: int = Field(description="days until a speech clip expires", ge=1, examples=[30])
    audit_lock_days: int = Field(description="days that nobody can delete an audit record", ge=1, examples=[2192])
    max_receive_count: int = Field(description="receives before the dead-letter queue", ge=1, le=1000, examples=[3])


class MorningPeak(Section):
    """When every board is picked up at once, and what is ready for it."""

    time_zone: str = Field(description="IANA time zone of both times", pattern=r"^[A-Za-z_+/-]+$", examples=["UTC"])
    begins: str = Field(description="HH:MM, quoted", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["06:00"])
    ends: str = Field(description="HH:MM, quoted", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["10:00"])
    api_count: int = Field(description="API tasks meanwhile, at least", ge=1, examples=[4])
    intent_provisioned_concurrency: int = Field(description="warm process_intent copies meanwhile", ge=0, examples=[5])


class ReservedConcurrency(Section):
    """Executions at once that each function keeps for itself and never exceeds."""

    authorize: int = Field(default=50, description="decisions about who may call", ge=1, examples=[50])
    connections: int = Field(default=50, description="handshakes and frames of sockets", ge=1, examples=[50])
    dead_letters: int = Field(default=2, description="batches of lost alerts", ge=2, examples=[2])
    deliver_alert: int = Field(default=20, description="batches of alerts", ge=2, examples=[20])
    escalate: int = Field(default=1, description="rounds over calls that nobody has answered", ge=1, examples=[1])
    maintain_partitions: int = Field(default=1, description="months of the log", ge=1, examples=[1])
    process_intent: int = Field(default=50, description="rows of symbols", ge=1, examples=[50])
    rotate_secret: int = Field(default=2, description="new passwords", ge=1, examples=[2])
    sms_receipt: int = Field(default=2, description="lines about what became of texts", ge=1, examples=[2])
    sms_reply: int = Field(default=5, description="batches of answers to texts", ge=2, examples=[5])
    speech: int = Field(default=5, description="phrases, and the nightly renewal of clips", ge=1, examples=[5])
    watch_tasks: int = Field(default=1, description="rounds of the watch over tasks", ge=1, examples=[1])


class Texts(Section):
    """What may be texted, and whether what is answered is read."""

    two_way: bool = Field(
        default=False,
        description="texts carry a code that answers them: say so once a two-way number sends to the topic of replies",
        examples=[True],
    )
    a_day: int = Field(
        default=10_000,
        description="texts a day; the first call of what is urgent goes out above it",
        ge=0,
        examples=[500],
    )
    monthly_limit_usd: int = Field(
        default=1,
        description="what texts may cost a month, at most AWS's quota: 1 until it is raised",
        ge=1,
        examples=[50],
    )
    contact_test_days: int = Field(
        default=7, description="days without a word of a caregiver before a test; 0 for none", ge=0, examples=[7]
    )


class IntentProvider(Section):
    """A language service that the API asks beside its rules; it is told each sentence, and nothing else."""

    name: Literal["bedrock", "comprehend", "http"] = Field(description="whose service", examples=["bedrock"])
    model: str | None = Field(
        default=None,
        description="of bedrock alone: the id of a model, or of an inference profile, which answers in several regions",
        pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)*$",
        examples=["anthropic.claude-3-haiku-20240307-v1:0"],
    )
    url: str | None = Field(
        default=None, description="of http alone: where it is", pattern=r"^https://", examples=["https://words.example"]
    )

    @model_validator(mode="after")
    def names_what_it_needs(self) -> Self:
        """Refuse a provider without what it needs, or with what is another's."""
        if (self.name == "bedrock") != (self.model is not None) or (self.name == "http") != (self.url is not None):
            raise ValueError("bedrock takes a model and nothing else, http a url and nothing else, comprehend neither")
        return self


class Compute(Section):
    """Sizes and counts of the API service and the workers."""

    api_cpu: Cpu = Field(description="Fargate CPU units of an API task", examples=[256])
    api_memory_mb: int = Field(description="memory of an API task, MB", ge=512, le=30720, examples=[512])
    api_count: int = Field(description="API tasks, at least", ge=1, examples=[2])
    api_count_max: int = Field(description="API tasks, at most", ge=1, examples=[4])
    lambda_runtime: str = Field(description="Lambda runtime", pattern=r"^python3\.\d+$", examples=["python3.13"])
    lambda_architecture: Literal["arm64", "x86_64"] = Field(description="Lambda processor", examples=["arm64"])
    lambda_memory_mb: int = Field(description="memory of a Lambda, MB", ge=128, le=10240, examples=[512])
    intent_provisioned_concurrency: int = Field(description="warm process_intent copies", ge=0, examples=[1])
    log_retention_days: LogDays = Field(description="days of logs, one of CloudWatch's steps", examples=[30])
    delivery_batch_size: int = Field(description="alerts a deliver_alert call takes", ge=1, le=10000, examples=[10])
    usage_log_months: int = Field(default=24, description="months that what was said is kept", ge=4, examples=[24])
    heartbeat_url: str | None = Field(
        default=None,
        description="called each minute that escalation has run, by a service that cries out when it is not",
        pattern=r"^https://",
        examples=["https://heartbeat.example/alphawolf-prod"],
    )
    speech_voice: Literal["espeak", "polly"] = Field(
        default="polly", description="who speaks first; eSpeak NG where there is no Polly", examples=["polly"]
    )
    intent_provider: IntentProvider | None = Field(
        default=None, description="who else is asked what is meant; null for nobody", examples=[None]
    )
    texts: Texts = Field(default_factory=Texts, description="what may be texted, and whether what is answered is read")
    morning_peak: MorningPeak = Field(description="when every board is picked up at once")
    reserved_concurrency: ReservedConcurrency = Field(
        default_factory=ReservedConcurrency, description="executions that each function keeps for itself"
    )


class Firewall(Section):
    """How many requests one address may make in five minutes."""

    requests_per_ip: int = Field(description="requests but alerts, and CloudFront's own", ge=10, examples=[10000])
    alerts_per_ip: int = Field(description="requests about alerts; the higher of the two", ge=10, examples=[30000])


class Domain(Section):
    """The public name of the environment; its APIs and CDN are names below it."""

    name: str = Field(description="domain", pattern=r"^([a-z0-9-]+\.)+[a-z]{2,}$", examples=["alphawolf.example"])
    zone_id: str | None = Field(
        description="Route 53 zone that holds the domain; null makes one", pattern=r"^Z[A-Z0-9]+$", examples=["Z0ABC"]
    )


class Cdn(Section):
    """CloudFront before art, speech clips and boards."""

    allowed_countries: list[Country] = Field(
        description="countries served, ISO 3166-1", min_length=1, examples=[["US"]]
    )
    origin_shield: bool = Field(description="one more cache before the buckets", examples=[True])
    signing_keys: dict[str, PublicKey] = Field(
        description="name → public key that checks signed cookies; none: nothing personal is served",
        max_length=5,
        examples=[{"2026-11": "-----BEGIN PUBLIC KEY-----..."}],
    )


class Edge(Section):
    """Cache, throttling, authorizer, firewall, domain and CDN of the public APIs."""

    stage_cache_gb: StageCacheGb | None = Field(
        description="API Gateway cache size, GB, quoted; null without a cache", examples=["0.5"]
    )
    symbols_cache_ttl_s: int = Field(
        description="seconds that shared caches keep symbols, boards and tasks", ge=0, le=3600, examples=[300]
    )
    personal_cache: bool = Field(description="keep personal answers in caches that people share", examples=[True])
    throttle_rate: int = Field(description="steady requests a second", ge=1, examples=[100])
    throttle_burst: int = Field(description="requests at once", ge=1, examples=[200])
    authorizer_ttl_s: int = Field(description="seconds that a verdict is reused", ge=0, le=300, examples=[60])
    waf: Firewall
    domain: Domain | None = Field(description="null without a domain", examples=[None])
    cdn: Cdn | None = Field(description="null without CloudFront, which needs a domain", examples=[None])


class Security(Section):
    """Key deletion window, threat detection, who is told, where changes come from, and the monthly budget."""

    key_deletion_days: int = Field(description="days before a key is gone", ge=7, le=30, examples=[30])
    guardduty: bool = Field(description="watch the account with GuardDuty", examples=[True])
    guardduty_features: list[GuardDutyFeature] = Field(
        default=["LAMBDA_NETWORK_LOGS", "RDS_LOGIN_EVENTS", "RUNTIME_MONITORING", "S3_DATA_EVENTS"],
        description="what GuardDuty looks at beside the account's trail",
        examples=[["S3_DATA_EVENTS"]],
    )
    github_repository: str = Field(
        description="GitHub's owner/name whose environments may deploy", pattern=r"^[\w-]+/[\w.-]+$", examples=["o/r"]
    )
    alarm_emails: list[str] = Field(
        default=[], description="who hears of alarms, once they confirm", examples=[["operations@example.org"]]
    )
    break_glass_principals: list[str] = Field(
        default=[],
        description="roles that may take emergency access; the whole account, with a second factor, when empty",
        examples=[["arn:aws:iam::123456789012:role/on-call"]],
    )
    monthly_budget_usd: int = Field(description="spending that is told of at 80 and 100 %", ge=1, examples=[500])


class Features(Section):
    """Switches for what an emulator cannot take; all true on AWS."""

    access_analyzer: bool = Field(description="IAM Access Analyzer", examples=[True])
    account_public_access_block: bool = Field(description="no public bucket in the whole account", examples=[True])
    config_guard: bool = Field(description="rules of our own in AWS Config", examples=[True])
    ebs_defaults: bool = Field(description="EBS encrypted by default, snapshots never public", examples=[True])
    security_hub: bool = Field(description="Security Hub", examples=[True])
    sign_in_risk: bool = Field(description="breached passwords refused by Cognito", examples=[True])

    autoscaling: bool = Field(description="numbers that follow the load and the time of day", examples=[True])
    backup_vault_lock: bool = Field(description="lock of the backup vault", examples=[True])
    client_certificates: bool = Field(description="certificate that API Gateway shows to the API", examples=[True])
    database_log_watch: bool = Field(description="database log exports, own key of its insights", examples=[True])
    database_tls: bool = Field(description="TLS to PostgreSQL, certificate verified", examples=[True])
    endpoint_policies: bool = Field(description="policies of VPC endpoints", examples=[True])
    firewall: bool = Field(description="WAF before the REST API and CloudFront", examples=[True])
    flow_logs: bool = Field(description="VPC flow logs", examples=[True])
    network_acl_subnets: bool = Field(description="network ACLs in front of their subnets", examples=[True])
    stage_cache: bool = Field(description="API Gateway stage cache", examples=[True])
    vpc_link: bool = Field(description="private link from API Gateway to the load balancer", examples=[True])


class Backend(Section):
    """Where Terraform keeps the state of an AWS environment."""

    bucket: str = Field(description="S3 bucket of the state", examples=["alphawolf-terraform-state-123456789012"])
    key: str = Field(description="object key of the state", examples=["dev/alphawolf.tfstate"])
    region: str = Field(description="region of the bucket", examples=["us-east-1"])
    kms_key_id: str = Field(description="key that encrypts the state", examples=["arn:aws:kms:..."])


class EmulatorMap(Section):
    """Which emulator answers for which service."""

    default: Emulator = Field(description="answers for every service not named", examples=["ministack"])
    services: dict[str, Emulator] = Field(
        description="endpoint name of the AWS provider → emulator", examples=[{"guardduty": "moto"}]
    )


class Environment(Section):
    """One environment; scalars first, then one section a module, then where it lives."""

    environment: Literal["local", "localstack", "dev", "staging", "prod"] = Field(description="its name")
    region: str = Field(description="AWS region", pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", examples=["us-east-1"])
    account_id: Annotated[str, Field(pattern=r"^\d{12}$")] | None = Field(
        description="AWS account that may be changed, quoted; null where an emulator answers", examples=["123456789012"]
    )
    owner: str = Field(description="team that answers for it", min_length=1, examples=["alphawolf"])
    repository: str = Field(description="repository of this code", min_length=1, examples=["alphawolf"])
    network: Network
    data: Data
    compute: Compute
    edge: Edge
    security: Security
    features: Features
    differences: dict[str, str] = Field(
        default_factory=dict, description="feature that is off → the reason", examples=[{"vpc_link": "..."}]
    )
    backend: Backend | None = Field(default=None, description="AWS environments only")
    emulator: EmulatorMap | None = Field(default=None, description="emulated environments only")

    @property
    def on_aws(self) -> bool:
        """Whether applying it changes a real account."""
        return self.emulator is None

    def terraform_variables(self, artifacts: dict[str, str], addresses: dict[str, Any] | None) -> dict[str, Any]:
        """The content of terraform.tfvars.json: the sections, what was built, and where it listens."""
        return {
            **self.model_dump(exclude={"emulator", "differences"}),
            "artifacts": artifacts,
            "addresses": addresses,
        }
