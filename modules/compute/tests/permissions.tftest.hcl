mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "as_it_is_given" {
  command = plan

  variables {
    api = merge(var.api, { stage = merge(var.api.stage, { purge_url = null }) })
  }

  # No role may do more than its work.
  assert {
    condition = {
      for key, policy in aws_iam_policy.this : key => sort(distinct(flatten([
        for statement in jsondecode(policy.policy).Statement : statement.Action if statement.Effect == "Allow" && !contains(["JoinNetwork", "Trace", "ReadEnvironment"], statement.Sid)
      ])))
      } == { for key, actions in {
        authorize           = ["kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"]
        connections         = ["kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"]
        dead_letters        = ["kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        deliver_alert       = ["execute-api:ManageConnections", "kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sns:Publish", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        escalate            = ["execute-api:ManageConnections", "kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sns:Publish"]
        maintain_partitions = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sns:Publish"]
        process_intent      = ["logs:CreateLogStream", "logs:PutLogEvents"]
        rotate_secret = [
          "kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents",
          "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword", "secretsmanager:GetSecretValue",
          "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage", "sns:Publish",
        ]
        run_api     = ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo", "lambda:InvokeFunction", "polly:SynthesizeSpeech", "s3:GetObject", "s3:ListBucket", "s3:PutObject", "secretsmanager:GetSecretValue", "sns:Publish"]
        sms_receipt = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sqs:SendMessage"]
        sms_reply   = ["kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sns:Publish", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
        speech = [
          "kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "polly:SynthesizeSpeech",
          "s3:GetObject", "s3:ListBucket", "s3:PutObject", "secretsmanager:GetSecretValue", "sns:Publish",
        ]
        start_api     = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"]
        start_migrate = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue"]
        watch_tasks   = ["execute-api:ManageConnections", "kms:Decrypt", "kms:GenerateDataKey", "logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "sns:Publish"]
    } : key => sort(actions) }
    error_message = "A role was given something that its work does not need, or lost something that it does."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.this : [
        for statement in jsondecode(policy.policy).Statement :
        contains(["JoinNetwork", "LogIntoRegistry", "MakePasswords", "Speak", "Trace"], statement.Sid) if statement.Effect == "Allow" && try(statement.Resource, "") == "*"
      ]
    ]))
    error_message = "Only what AWS cannot narrow is allowed on everything."
  }

  # A task is started from our image and watched by guardduty.
  assert {
    condition = alltrue([
      for key in ["start_api", "start_migrate"] : anytrue([
        for statement in jsondecode(aws_iam_policy.this[key].policy).Statement :
        try(toset(statement.Resource) == toset([aws_ecr_repository.api.arn, "arn:aws:ecr:us-east-1:*:repository/aws-guardduty-agent-fargate"]), false)
      ])
    ])
    error_message = "Two images: ours, and GuardDuty's agent."
  }

  # Only a phone number can be texted.
  assert {
    condition = alltrue([
      for key in ["deliver_alert", "sms_reply"] :
      [for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement if try(statement.Action, "") == "sns:Publish"] == [{
        Sid         = "SendTextMessages"
        Effect      = "Allow"
        Action      = "sns:Publish"
        NotResource = "arn:aws:sns:*:*:*"
      }]
    ])
    error_message = "Who texts publishes to phone numbers and to no topic."
  }

  assert {
    condition = [for statement in jsondecode(aws_iam_policy.this["run_api"].policy).Statement : [statement.Sid, try(statement.Resource, statement.NotResource)] if try(statement.Action, "") == "sns:Publish"] == [
      ["PublishAlerts", var.alerts.topic_arn], ["SendTextMessages", "arn:aws:sns:*:*:*"],
    ]
    error_message = "The API publishes alerts to their topic, and texts codes to phone numbers."
  }

  # Clips are used where clips lie.
  assert {
    condition = alltrue([
      for key in ["run_api", "speech"] :
      { for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Sid => statement.Resource if contains(["UseClips", "TellWhichClipsAreThere", "EncryptClips"], statement.Sid) } == {
        EncryptClips           = var.key_arns.speech
        TellWhichClipsAreThere = "arn:aws:s3:::speech"
        UseClips               = "arn:aws:s3:::speech/user/*"
      }
    ])
    error_message = "The API and the function that speaks use people's clips, their key, and nothing else of S3."
  }

  # Each reads its own queue and its own secret.
  assert {
    condition = {
      for key in ["dead_letters", "deliver_alert", "sms_reply"] : key =>
      one([for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Resource if statement.Sid == "ReadQueue"])
    } == { dead_letters = var.alerts.dead_letter_queue.arn, deliver_alert = var.alerts.queue.arn, sms_reply = var.alerts.text_replies.queue.arn }
    error_message = "A function reads the queue that feeds it."
  }

  assert {
    condition = {
      for key in ["authorize", "connections", "dead_letters", "deliver_alert", "escalate", "maintain_partitions", "sms_receipt", "sms_reply", "speech", "start_api", "start_migrate", "watch_tasks"] : key =>
      flatten([for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Resource if try(statement.Action, "") == "secretsmanager:GetSecretValue"])
      } == {
      authorize           = [var.database.app_secret_arn]
      connections         = [var.database.app_secret_arn]
      dead_letters        = [var.database.app_secret_arn]
      deliver_alert       = [var.database.app_secret_arn]
      escalate            = [var.database.app_secret_arn]
      maintain_partitions = [var.database.app_secret_arn]
      sms_receipt         = [var.database.app_secret_arn]
      sms_reply           = [var.database.app_secret_arn]
      speech              = [var.database.app_secret_arn]
      start_api           = [var.database.app_secret_arn]
      start_migrate       = [var.database.app_secret_arn, var.database.owner_secret_arn]
      watch_tasks         = [var.database.app_secret_arn]
    }
    error_message = "The owner's password is for the migration alone."
  }

  # A role is taken by one service and bound by one policy.
  assert {
    condition = {
      for key, role in aws_iam_role.this : key => jsondecode(role.assume_role_policy).Statement[0].Principal.Service
      } == {
      authorize           = "lambda.amazonaws.com"
      connections         = "lambda.amazonaws.com"
      dead_letters        = "lambda.amazonaws.com"
      deliver_alert       = "lambda.amazonaws.com"
      escalate            = "lambda.amazonaws.com"
      maintain_partitions = "lambda.amazonaws.com"
      process_intent      = "lambda.amazonaws.com"
      rotate_secret       = "lambda.amazonaws.com"
      run_api             = "ecs-tasks.amazonaws.com"
      sms_receipt         = "lambda.amazonaws.com"
      sms_reply           = "lambda.amazonaws.com"
      speech              = "lambda.amazonaws.com"
      start_api           = "ecs-tasks.amazonaws.com"
      start_migrate       = "ecs-tasks.amazonaws.com"
      watch_tasks         = "lambda.amazonaws.com"
    }
    error_message = "Functions are Lambda's, tasks are ECS's."
  }

  assert {
    condition     = alltrue([for key, attachment in aws_iam_role_policy_attachment.this : attachment.role == aws_iam_role.this[key].name && attachment.policy_arn == aws_iam_policy.this[key].arn])
    error_message = "Each role has its own policy and nothing else."
  }

  assert {
    condition = alltrue([
      for key in keys(aws_lambda_function.worker) :
      one([for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Condition.ArnEquals["lambda:SourceFunctionArn"] if statement.Effect == "Deny"]) == "arn:aws:lambda:us-east-1:123456789012:function:${aws_lambda_function.worker[key].function_name}"
    ])
    error_message = "A function's code cannot touch the network that its role may join."
  }

  # Keys are named one by one.
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.this : [
        for statement in jsondecode(policy.policy).Statement : [
          for action in flatten([statement.Action]) :
          contains(["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"], action) && contains(values(var.key_arns), try(statement.Resource, "")) if startswith(action, "kms:") && statement.Effect == "Allow"
        ]
      ]
    ]))
    error_message = "kms:* or a key that nobody named: a role may decrypt, make data keys and wrap them anew, each with a key of this stack."
  }

  assert {
    condition     = alltrue(flatten([for policy in aws_iam_policy.this : [for statement in jsondecode(policy.policy).Statement : [for action in flatten([statement.Action]) : !strcontains(action, "*") if statement.Effect == "Allow"]]]))
    error_message = "Every action is written out."
  }

  # Every function reads its environment and leaves traces.
  assert {
    condition = alltrue([
      for key in keys(aws_lambda_function.worker) :
      [for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Resource if statement.Sid == "ReadEnvironment"] == [var.key_arns.functions]
      && [for statement in jsondecode(aws_iam_policy.this[key].policy).Statement : statement.Condition.StringEquals["aws:RequestedRegion"] if statement.Sid == "Trace"] == ["us-east-1"]
    ])
    error_message = "Without the key a function does not start; without the statement its traces are lost."
  }

  # No role can grow past the boundary.
  assert {
    condition     = alltrue([for role in aws_iam_role.this : role.permissions_boundary == var.operations.boundary_arn])
    error_message = "Every role carries the boundary."
  }

  assert {
    condition     = !strcontains(aws_ecs_task_definition.this["api"].container_definitions, "REST_URL")
    error_message = "Where no tasks are kept the API is told of nothing to purge."
  }
}
