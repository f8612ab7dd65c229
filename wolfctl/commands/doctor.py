"""Check all that `up` needs, or an environment's account; say how to mend what is wrong."""

from wolfctl.commands import EnvironmentName, Json


def command(env: EnvironmentName = "local", json: Json = False) -> int:
    """Check all that up needs; of an environment on AWS its account, clock, state, secrets, stack and schema.

    Exit codes: 0 all is well, 1 up, plan and apply cannot work, 2 something deserves a look.
    """
    from dataclasses import asdict

    from wolfctl import config
    from wolfctl.console import Console
    from wolfctl.console.findings_view import table
    from wolfctl.findings import exit_code

    root = config.find_root()
    environment = config.load(env, root) if env != "local" else None
    if environment is None or not environment.on_aws:
        from wolfctl.adapters import machine_checks

        found = list(machine_checks.findings(root))
    else:
        import boto3

        from wolfctl import execute
        from wolfctl.console import account_doctor

        aws = environment
        looks = account_doctor.findings(aws, root, boto3.Session(), lambda: execute.outputs(aws, root))
        found = list(looks)
    code = exit_code(found)
    data = {"environment": env, "findings": [asdict(finding) for finding in found], "exit_code": code}
    Console(json=json).result(data, table(found))
    return code
