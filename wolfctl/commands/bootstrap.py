"""Make the bucket and the key that keep an environment's Terraform state."""

from wolfctl.commands import EnvironmentName, Json, Yes


def command(env: EnvironmentName, yes: Yes = False, json: Json = False) -> None:
    """Make the state bucket and its key, or finish what an earlier run began.

    Shows what exists and what will be made, and asks. Running it again changes nothing.
    """
    import boto3
    from rich.markup import escape
    from rich.text import Text

    from wolfctl import config
    from wolfctl.adapters.aws_state_bucket import StateBucket
    from wolfctl.console import Console
    from wolfctl.errors import ToolFailed
    from wolfctl.workflows import bootstrap

    console = Console(json=json)
    store = bootstrap.wanted(config.load(env, config.find_root()))
    bucket = StateBucket(
        boto3.Session(),
        account=store.account_id,
        bucket=store.bucket,
        region=store.region,
        alias=store.alias,
        tags=store.tags,
    )
    account = bucket.caller_account()
    bootstrap.check_account(store, account)
    steps = bootstrap.plan(store, bucket.held())
    missing = [step for step in steps if not step.done]
    if missing:
        console.note(f"Account [bold]{account}[/], environment [bold]{escape(env)}[/], region {store.region}:")
        for step in steps:
            console.note(f"  {'[dim]✓ there [/]' if step.done else '[green]+ make  [/]'} {escape(step.what)}")
        if not yes:
            console.ask("Make what is missing? Type", env)
        for step in missing:
            bucket.make(step.name)
            console.note(f"  [green]✓[/] {escape(step.what)}")
        still = [step for step in bootstrap.plan(store, bucket.held()) if not step.done]
        if still:
            raise ToolFailed(
                f"The state bucket {store.bucket} is not as it should be.",
                why="; ".join(f"missing: {step.what}" for step in still),
                hint="Run it again; it goes on from where it is.",
            )
    console.result(
        {"account": account, "bucket": store.bucket, "alias": store.alias, "made": [step.name for step in missing]},
        Text(f"{store.bucket} is ready for the state of {env}."),
    )
