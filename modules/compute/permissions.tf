# What each role may do: the whole of it is the first map; the statements follow.
locals {
  statements = {
    authorize           = concat(local.write_logs.authorize, local.join_network.authorize, local.read_app_secret)
    connections         = concat(local.write_logs.connections, local.join_network.connections, local.read_app_secret)
    dead_letters        = concat(local.write_logs.dead_letters, local.join_network.dead_letters, local.read_app_secret, local.read_queue.dead_letters)
    deliver_alert       = concat(local.write_logs.deliver_alert, local.join_network.deliver_alert, local.read_app_secret, local.read_queue.deliver_alert, local.push_to_sockets, local.send_text_messages, local.use_data_keys)
    escalate            = concat(local.write_logs.escalate, local.join_network.escalate, local.read_app_secret, local.push_to_sockets, local.tell_of_failure)
    maintain_partitions = concat(local.write_logs.maintain_partitions, local.join_network.maintain_partitions, local.read_app_secret, local.tell_of_failure)
    process_intent      = concat(local.write_logs.process_intent, local.join_network.process_intent)
    rotate_secret       = concat(local.write_logs.rotate_secret, local.join_network.rotate_secret, local.rotate_secrets, local.tell_of_failure)
    run_api             = concat(local.run_api, local.use_data_keys, local.rewrap_data_keys, local.send_text_messages, local.read_app_secret, local.use_clips, local.speak, local.ask_intent_provider)
    sms_receipt         = concat(local.write_logs.sms_receipt, local.join_network.sms_receipt, local.read_app_secret, local.keep_lost_receipts)
    sms_reply           = concat(local.write_logs.sms_reply, local.join_network.sms_reply, local.read_app_secret, local.read_queue.sms_reply, local.send_text_messages, local.use_data_keys)
    speech              = concat(local.write_logs.speech, local.join_network.speech, local.read_app_secret, local.use_data_keys, local.use_clips, local.speak, local.tell_of_failure)
    start_api           = local.start_task.api
    start_migrate       = local.start_task.migrate
    watch_tasks         = concat(local.write_logs.watch_tasks, local.join_network.watch_tasks, local.read_app_secret, local.push_to_sockets, local.tell_of_failure)
  }

  # GuardDuty watches a task from a container of its own, whose image AWS keeps in an account of each region.
  guardduty_agent = "arn:${data.aws_partition.current.partition}:ecr:${data.aws_region.current.name}:*:repository/aws-guardduty-agent-fargate"

  use_secrets_key = {
    Sid       = "DecryptSecrets"
    Effect    = "Allow"
    Action    = "kms:Decrypt"
    Resource  = var.key_arns.secrets
    Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${data.aws_region.current.name}.amazonaws.com" } }
  }

  # Of fields that are encrypted before they reach the database.
  use_data_keys = [{
    Sid      = "UseDataKeys"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.key_arns.fields
  }]

  # A rotation's task runs as the API does.
  rewrap_data_keys = [{
    Sid      = "RewrapDataKeys"
    Effect   = "Allow"
    Action   = ["kms:ReEncryptFrom", "kms:ReEncryptTo"]
    Resource = var.key_arns.fields
  }]

  read_app_secret = [local.use_secrets_key, {
    Sid      = "ReadDatabaseSecret"
    Effect   = "Allow"
    Action   = "secretsmanager:GetSecretValue"
    Resource = var.database.app_secret_arn
  }]

  # What every function does: read its environment, write its log, leave traces.
  write_logs = {
    for key, group in aws_cloudwatch_log_group.function : key => [{
      Sid      = "WriteLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${group.arn}:*"
      }, {
      Sid       = "ReadEnvironment"
      Effect    = "Allow"
      Action    = "kms:Decrypt"
      Resource  = var.key_arns.functions
      Condition = { StringEquals = { "kms:ViaService" = "lambda.${data.aws_region.current.name}.amazonaws.com" } }
      }, {
      Sid       = "Trace"
      Effect    = "Allow"
      Action    = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = data.aws_region.current.name } }
    }]
  }

  # Lambda makes the network interface with the function's role; the code itself may not.
  join_network = {
    for key, arn in local.function_arns : key => [{
      Sid    = "JoinNetwork"
      Effect = "Allow"
      Action = [
        "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
      ]
      Resource = "*"
      }, {
      Sid       = "CodeLeavesNetworkAlone"
      Effect    = "Deny"
      Action    = "ec2:*"
      Resource  = "*"
      Condition = { ArnEquals = { "lambda:SourceFunctionArn" = arn } }
    }]
  }

  read_queue = {
    for key, source in local.event_sources : key => [{
      Sid      = "ReadQueue"
      Effect   = "Allow"
      Action   = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
      Resource = source.queue.arn
      }, {
      Sid      = "DecryptMessages"
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = var.key_arns.messages
    }]
  }

  push_to_sockets = [{
    Sid      = "PushToSockets"
    Effect   = "Allow"
    Action   = "execute-api:ManageConnections"
    Resource = var.notifications.connections_arn
  }]

  # A text message has no ARN. Every topic has one, so this allows phone numbers and no topic.
  send_text_messages = [{
    Sid         = "SendTextMessages"
    Effect      = "Allow"
    Action      = "sns:Publish"
    NotResource = "arn:${data.aws_partition.current.partition}:sns:*:*:*"
  }]

  # Clips are written, read, and copied onto themselves. Whoever may not list a bucket is told that an object which is
  # not there is forbidden, as if the bucket were out.
  use_clips = [{
    Sid      = "UseClips"
    Effect   = "Allow"
    Action   = ["s3:GetObject", "s3:PutObject"]
    Resource = "${var.speech_bucket.arn}/user/*"
    }, {
    Sid      = "TellWhichClipsAreThere"
    Effect   = "Allow"
    Action   = "s3:ListBucket"
    Resource = var.speech_bucket.arn
    }, {
    Sid       = "EncryptClips"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource  = var.key_arns.speech
    Condition = { StringEquals = { "kms:ViaService" = "s3.${data.aws_region.current.name}.amazonaws.com" } }
  }]

  # A voice has no ARN.
  speak = [{
    Sid       = "Speak"
    Effect    = "Allow"
    Action    = "polly:SynthesizeSpeech"
    Resource  = "*"
    Condition = { StringEquals = { "aws:RequestedRegion" = data.aws_region.current.name } }
  }]

  start_task = {
    for key, secret_arns in {
      api     = [var.database.app_secret_arn]
      migrate = [var.database.app_secret_arn, var.database.owner_secret_arn]
      } : key => [local.use_secrets_key, {
        Sid      = "LogIntoRegistry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
        }, {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = [aws_ecr_repository.api.arn, local.guardduty_agent]
        }, {
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.task[key].arn}:*"
        }, {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = secret_arns
    }]
  }

  # A rotation writes the new password beside the old one, tries it, and then lets the two change places.
  rotate_secrets = [{
    Sid    = "RotateSecrets"
    Effect = "Allow"
    Action = [
      "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
    ]
    Resource = [var.database.app_secret_arn, var.database.owner_secret_arn]
    }, {
    Sid       = "MakePasswords"
    Effect    = "Allow"
    Action    = "secretsmanager:GetRandomPassword"
    Resource  = "*"
    Condition = { StringEquals = { "aws:RequestedRegion" = data.aws_region.current.name } }
    }, {
    Sid       = "EncryptSecrets"
    Effect    = "Allow"
    Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource  = var.key_arns.secrets
    Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${data.aws_region.current.name}.amazonaws.com" } }
  }]

  # Lambda sends what an asynchronous function could not handle with the function's role.
  tell_of_failure = [{
    Sid      = "TellOfFailure"
    Effect   = "Allow"
    Action   = "sns:Publish"
    Resource = var.operations.alarm_topic_arn
    }, {
    Sid      = "EncryptAlarms"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.key_arns.alarms
  }]

  run_api = [{
    Sid      = "UnderstandIntents"
    Effect   = "Allow"
    Action   = "lambda:InvokeFunction"
    Resource = "${local.function_arns.process_intent}:live"
    }, {
    Sid      = "PublishAlerts"
    Effect   = "Allow"
    Action   = "sns:Publish"
    Resource = var.alerts.topic_arn
    }, {
    Sid      = "EncryptMessages"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.key_arns.messages
  }]
}
