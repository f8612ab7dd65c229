mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  # Each function is a handler of the one zip.
  assert {
    condition = { for key, function in aws_lambda_function.worker : key => [function.function_name, function.handler] } == {
      authorize           = ["alphawolf-test-authorize", "workers.authorize.handler"]
      connections         = ["alphawolf-test-connections", "workers.connections.handler"]
      dead_letters        = ["alphawolf-test-dead-letters", "workers.dead_letters.handler"]
      deliver_alert       = ["alphawolf-test-deliver-alert", "workers.deliver_alert.handler"]
      escalate            = ["alphawolf-test-escalate", "workers.escalate.handler"]
      maintain_partitions = ["alphawolf-test-maintain-partitions", "workers.maintain_partitions.handler"]
      process_intent      = ["alphawolf-test-process-intent", "workers.process_intent.handler"]
      rotate_secret       = ["alphawolf-test-rotate-secret", "workers.rotate_secret.handler"]
      sms_receipt         = ["alphawolf-test-sms-receipt", "workers.sms_receipt.handler"]
      sms_reply           = ["alphawolf-test-sms-reply", "workers.sms_reply.handler"]
      speech              = ["alphawolf-test-speech", "workers.speech.handler"]
      watch_tasks         = ["alphawolf-test-watch-tasks", "workers.watch_tasks.handler"]
    }
    error_message = "Each function has its own handler."
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.worker : function.runtime == "python3.13" && function.architectures == tolist(["arm64"]) && function.memory_size == 512 && function.publish && function.filename == var.artifacts.workers_zip])
    error_message = "Size, runtime and zip are the environment's; every change is a version."
  }

  # A function is told what it needs and no more.
  assert {
    condition     = aws_lambda_function.worker["process_intent"].environment[0].variables == tomap({ ENVIRONMENT = "test" })
    error_message = "Understanding needs neither database nor identity."
  }

  assert {
    condition = aws_lambda_function.worker["connections"].environment[0].variables == tomap({
      DATABASE_CA_FILE    = "/var/task/rds-ca.pem"
      DATABASE_HOSTS      = "a:5432,b:5432"
      DATABASE_NAME       = "alphawolf"
      DATABASE_SECRET_ARN = var.database.app_secret_arn
      DATABASE_SSLMODE    = "verify-full"
      ENVIRONMENT         = "test"
    })
    error_message = "A database worker knows the hosts and where its secret is, never the password."
  }

  assert {
    condition     = alltrue([for key in ["dead_letters", "sms_receipt"] : aws_lambda_function.worker[key].environment[0].variables == aws_lambda_function.worker["connections"].environment[0].variables]) && aws_lambda_function.worker["maintain_partitions"].environment[0].variables.LOG_RETENTION_MONTHS == "24"
    error_message = "Database workers are told alike, and one how long to keep what was said."
  }

  assert {
    condition     = setsubtract(keys(aws_lambda_function.worker["deliver_alert"].environment[0].variables), keys(aws_lambda_function.worker["connections"].environment[0].variables)) == toset(["CONNECTIONS_URL", "FIELD_KEY_ARN", "TEXTS_A_DAY", "TEXT_REPLIES"])
    error_message = "Delivery also knows where to push, the key of the numbers it texts, how many, and whether answers are read."
  }

  assert {
    condition     = aws_lambda_function.worker["watch_tasks"].environment[0].variables == tomap(merge(aws_lambda_function.worker["connections"].environment[0].variables, { CONNECTIONS_URL = var.notifications.connections_url }))
    error_message = "The watch also knows where to push its reminders."
  }

  assert {
    condition = {
      for name, value in aws_lambda_function.worker["speech"].environment[0].variables : name => value
      if !contains(keys(aws_lambda_function.worker["connections"].environment[0].variables), name)
    } == { FIELD_KEY_ARN = var.key_arns.fields, SPEECH_BUCKET = "speech" }
    error_message = "Speech also knows its bucket, and the key under which clips get their names."
  }

  assert {
    condition     = setsubtract(keys(aws_lambda_function.worker["authorize"].environment[0].variables), keys(aws_lambda_function.worker["connections"].environment[0].variables)) == toset(["COGNITO_POOLS"])
    error_message = "The authorizer also knows whose tokens to trust."
  }

  assert {
    condition = {
      for name, value in aws_lambda_function.worker["rotate_secret"].environment[0].variables : name => value
      if !contains(keys(aws_lambda_function.worker["connections"].environment[0].variables), name)
    } == { DATABASE_OWNER_SECRET_ARN = var.database.owner_secret_arn }
    error_message = "Rotation also knows the owner."
  }

  # No function reaches the network but by a group of ours.
  assert {
    condition     = alltrue([for function in aws_lambda_function.worker : function.vpc_config[0].subnet_ids == toset(["subnet-a", "subnet-b"])])
    error_message = "A function outside the VPC has the whole internet before it."
  }

  assert {
    condition     = { for key, function in aws_lambda_function.worker : key => one(function.vpc_config[0].security_group_ids) } == { authorize = "sg-functions", connections = "sg-functions", dead_letters = "sg-functions", deliver_alert = "sg-functions", escalate = "sg-functions", maintain_partitions = "sg-functions", process_intent = "sg-intents", rotate_secret = "sg-functions", sms_receipt = "sg-functions", sms_reply = "sg-functions", speech = "sg-functions", watch_tasks = "sg-functions" }
    error_message = "What hears what a person means stands behind the group that leads nowhere."
  }

  # Callers meet the live alias.
  assert {
    condition     = alltrue([for key, alias in aws_lambda_alias.live : alias.name == "live" && alias.function_version == "7" && alias.function_name == aws_lambda_function.worker[key].function_name])
    error_message = "The alias names the version just published."
  }

  assert {
    condition = { for key, mapping in aws_lambda_event_source_mapping.queue : key => [mapping.event_source_arn, mapping.function_name, tostring(mapping.batch_size)] } == {
      dead_letters  = [var.alerts.dead_letter_queue.arn, aws_lambda_alias.live["dead_letters"].arn, "10"]
      deliver_alert = [var.alerts.queue.arn, aws_lambda_alias.live["deliver_alert"].arn, "10"]
      sms_reply     = [var.alerts.text_replies.queue.arn, aws_lambda_alias.live["sms_reply"].arn, "10"]
    }
    error_message = "Each queue feeds its own function, by the alias."
  }

  assert {
    condition     = alltrue([for mapping in aws_lambda_event_source_mapping.queue : mapping.function_response_types == toset(["ReportBatchItemFailures"])])
    error_message = "One bad message does not send back its neighbours."
  }

  assert {
    condition     = aws_lambda_provisioned_concurrency_config.process_intent[0].qualifier == "live" && aws_lambda_provisioned_concurrency_config.process_intent[0].provisioned_concurrent_executions == 1
    error_message = "An instance of process_intent is always warm."
  }

  assert {
    condition     = toset(keys(output.functions)) == toset(["authorize", "connections", "dead_letters", "deliver_alert", "escalate", "maintain_partitions", "process_intent", "rotate_secret", "sms_receipt", "sms_reply", "speech", "watch_tasks"]) && alltrue([for key, function in output.functions : function.alias_arn == aws_lambda_alias.live[key].arn])
    error_message = "The outputs name every function."
  }

  assert {
    condition     = output.event_source_mappings == { for key, mapping in aws_lambda_event_source_mapping.queue : key => mapping.uuid }
    error_message = "The outputs name every mapping."
  }

  # Logs are encrypted and do not stay for ever.
  assert {
    condition     = alltrue([for group in merge(aws_cloudwatch_log_group.function, aws_cloudwatch_log_group.task, { insights = aws_cloudwatch_log_group.insights }) : group.kms_key_id == var.key_arns.logs && group.retention_in_days == 90])
    error_message = "Every group is under the logs' key and kept as long as asked."
  }

  assert {
    condition     = alltrue([for key, function in aws_lambda_function.worker : function.logging_config[0].log_group == aws_cloudwatch_log_group.function[key].name])
    error_message = "A function writes to the group that was made for it."
  }

  # No function can starve another or keep its environment in the clear.
  assert {
    condition     = { for key, function in aws_lambda_function.worker : key => function.reserved_concurrent_executions } == { for key, reserved in var.compute.reserved_concurrency : key => reserved }
    error_message = "Each function has the executions that were reserved for it, neither more nor fewer."
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.worker : function.kms_key_arn == var.key_arns.functions && function.tracing_config[0].mode == "Active"])
    error_message = "Every environment is under the functions' key, and every call leaves a trace."
  }

  # A queue feeds no more copies than are reserved.
  assert {
    condition = alltrue([
      for key, mapping in aws_lambda_event_source_mapping.queue :
      mapping.scaling_config[0].maximum_concurrency <= aws_lambda_function.worker[key].reserved_concurrent_executions && mapping.scaling_config[0].maximum_concurrency >= 2
    ])
    error_message = "A message that is throttled three times would be taken for a dead letter."
  }

  # What nobody waits for tells operators when it fails.
  assert {
    condition     = toset(keys(aws_lambda_function_event_invoke_config.asynchronous)) == toset(["escalate", "maintain_partitions", "rotate_secret", "speech", "watch_tasks"]) && alltrue([for config in aws_lambda_function_event_invoke_config.asynchronous : config.destination_config[0].on_failure[0].destination == var.operations.alarm_topic_arn])
    error_message = "Nobody waits for rotation and for what the clock calls."
  }

  assert {
    condition = { for key, config in aws_lambda_function_event_invoke_config.asynchronous : key => [config.qualifier, tostring(config.maximum_retry_attempts), tostring(config.maximum_event_age_in_seconds)] if key != "rotate_secret" } == {
      escalate            = ["live", "0", "60"]
      maintain_partitions = ["live", "2", "3600"]
      speech              = ["live", "2", "3600"]
      watch_tasks         = ["live", "0", "60"]
    }
    error_message = "The failure of what is called by the alias is told, and no minute of the watch outlasts the next."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.asynchronous["rotate_secret"].qualifier == null
    error_message = "Secrets Manager calls the function without its alias."
  }

  # The clock calls four functions, each by its alias and by its own rule.
  assert {
    condition     = { for key, rule in aws_cloudwatch_event_rule.schedule : key => [rule.name, rule.schedule_expression] } == { escalate = ["alphawolf-test-escalate", "rate(1 minute)"], maintain_partitions = ["alphawolf-test-maintain-partitions", "cron(17 3 * * ? *)"], speech = ["alphawolf-test-speech", "cron(43 2 * * ? *)"], watch_tasks = ["alphawolf-test-watch-tasks", "rate(1 minute)"] }
    error_message = "What is due is looked at each minute, the months of the log and the clips of speech each night."
  }

  assert {
    condition     = { for key, target in aws_cloudwatch_event_target.schedule : key => [target.rule, target.arn] } == { for key, rule in aws_cloudwatch_event_rule.schedule : key => [rule.name, aws_lambda_alias.live[key].arn] }
    error_message = "A rule calls the live alias of its function."
  }

  assert {
    condition     = { for key, target in aws_cloudwatch_event_target.schedule : key => target.input if target.input != null } == { speech = "{\"renew\":true}" }
    error_message = "The function that speaks is told to renew; the others need no telling."
  }

  assert {
    condition = { for key, permission in aws_lambda_permission.schedule : key => [permission.function_name, permission.qualifier, permission.principal, permission.source_arn] } == {
      for key, rule in aws_cloudwatch_event_rule.schedule : key => [aws_lambda_function.worker[key].function_name, "live", "events.amazonaws.com", rule.arn]
    }
    error_message = "EventBridge may call the alias for this one rule alone."
  }

  assert {
    condition     = { for key, permission in aws_lambda_permission.rotation : key => [permission.principal, permission.source_arn, permission.source_account] } == { app = ["secretsmanager.amazonaws.com", var.database.app_secret_arn, "123456789012"], owner = ["secretsmanager.amazonaws.com", var.database.owner_secret_arn, "123456789012"] }
    error_message = "Secrets Manager may call it for the two secrets of this account alone."
  }
}

run "a_proxy_is_for_the_application_alone" {
  command = plan

  variables {
    database = {
      name             = "alphawolf"
      hosts            = ["proxy:5432"]
      direct_hosts     = ["instance:5432"]
      proxied          = true
      sslmode          = "verify-full"
      owner_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:owner"
      app_secret_arn   = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app"
    }
  }

  assert {
    condition     = aws_lambda_function.worker["deliver_alert"].environment[0].variables.DATABASE_HOSTS == "proxy:5432" && !contains(keys(aws_lambda_function.worker["deliver_alert"].environment[0].variables), "DATABASE_CA_FILE")
    error_message = "The application goes through the proxy, whose certificate is one of Amazon's public ones."
  }

  assert {
    condition     = aws_lambda_function.worker["rotate_secret"].environment[0].variables.DATABASE_HOSTS == "instance:5432" && aws_lambda_function.worker["rotate_secret"].environment[0].variables.DATABASE_CA_FILE == "/var/task/rds-ca.pem"
    error_message = "Rotation signs in as users that the proxy does not know."
  }

  assert {
    condition     = jsondecode(jsonencode(local.tasks.migrate.environment)).DATABASE_HOSTS == "instance:5432" && local.tasks.api.environment.DATABASE_HOSTS == "proxy:5432" && !contains(keys(local.tasks.api.environment), "DATABASE_CA_FILE")
    error_message = "Migrations run as the owner, whom the proxy does not know."
  }
}

run "without_tls_no_authority_is_named" {
  command = plan

  variables {
    database = {
      name             = "alphawolf"
      hosts            = ["127.0.0.1:5432"]
      direct_hosts     = ["127.0.0.1:5432"]
      proxied          = false
      sslmode          = "disable"
      owner_secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:owner"
      app_secret_arn   = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app"
    }
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.worker : !contains(keys(function.environment[0].variables), "DATABASE_CA_FILE")])
    error_message = "An embedded database has no certificate to check."
  }
}

run "warmth_can_be_left_out" {
  command = plan

  variables {
    compute = merge(var.compute, { intent_provisioned_concurrency = 0 })
  }

  assert {
    condition     = length(aws_lambda_provisioned_concurrency_config.process_intent) == 0
    error_message = "None was asked for."
  }
}
