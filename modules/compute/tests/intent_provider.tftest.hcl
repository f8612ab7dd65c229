mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "nobody_is_asked_where_nobody_is_named" {
  command = plan

  assert {
    condition = length(setintersection(
      ["AskModel", "AskModelThroughProfile", "AskProfile", "HearSentiment"],
      flatten([for policy in aws_iam_policy.this : [for statement in jsondecode(policy.policy).Statement : statement.Sid]]),
    )) == 0
    error_message = "No role may ask a language service."
  }
}

run "a_model" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "bedrock", model = "anthropic.claude-3-haiku-20240307-v1:0" } })
  }

  assert {
    condition = [
      for statement in jsondecode(aws_iam_policy.this["run_api"].policy).Statement : statement if try(startswith(statement.Action, "bedrock:"), false)
      ] == [{
        Sid      = "AskModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"
    }]
    error_message = "The API may ask this model in this region and no other."
  }

  assert {
    condition = {
      for variable in jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].environment : variable.name => variable.value if startswith(variable.name, "INTENT_")
    } == { INTENT_FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:worker:live", INTENT_MODEL = "anthropic.claude-3-haiku-20240307-v1:0", INTENT_PROVIDER = "bedrock" }
    error_message = "The API is told whom to ask."
  }

  assert {
    condition = [
      for key, policy in aws_iam_policy.this : key if anytrue([for statement in jsondecode(policy.policy).Statement : statement.Sid == "AskModel"])
    ] == ["run_api"]
    error_message = "Nothing but the API asks it: process_intent goes on reaching nothing."
  }
}

run "a_profile_of_several_regions" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "bedrock", model = "us.anthropic.claude-3-haiku-20240307-v1:0" } })
  }

  assert {
    condition = {
      for statement in jsondecode(aws_iam_policy.this["run_api"].policy).Statement : statement.Sid => [statement.Resource, try(statement.Condition.StringEquals["bedrock:InferenceProfileArn"], null)] if try(startswith(statement.Action, "bedrock:"), false)
      } == {
      AskModelThroughProfile = ["arn:aws:bedrock:*::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0"]
      AskProfile             = ["arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0", null]
    }
    error_message = "The model may be asked elsewhere through this profile alone."
  }
}

run "comprehend" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "comprehend" } })
  }

  assert {
    condition = [
      for statement in jsondecode(aws_iam_policy.this["run_api"].policy).Statement : [statement.Action, statement.Condition.StringEquals["aws:RequestedRegion"]] if statement.Sid == "HearSentiment"
    ] == [["comprehend:DetectSentiment", "us-east-1"]]
    error_message = "The API may ask for a sentiment in this region and nothing else of Comprehend."
  }
}

run "a_server_of_ones_own" {
  command = plan
  variables {
    compute = merge(var.compute, { intent_provider = { name = "http", url = "https://words.example" } })
  }

  assert {
    condition     = one([for variable in jsondecode(aws_ecs_task_definition.this["api"].container_definitions)[0].environment : variable.value if variable.name == "INTENT_PROVIDER_URL"]) == "https://words.example" && length(local.ask_intent_provider) == 0
    error_message = "It needs an address and no right of AWS."
  }
}
