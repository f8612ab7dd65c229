# A language service that the API asks beside process_intent: nobody is named unless an environment does (decision 60).
# The function itself goes on reaching nothing.
locals {
  intent_provider = var.compute.intent_provider != null ? var.compute.intent_provider : {
    name  = "none"
    model = tostring(null)
    url   = tostring(null)
  }

  intent_provider_environment = {
    for name, value in {
      INTENT_MODEL        = local.intent_provider.model
      INTENT_PROVIDER     = local.intent_provider.name == "none" ? null : local.intent_provider.name
      INTENT_PROVIDER_URL = local.intent_provider.url
    } : name => value if value != null
  }

  # A model whose name begins with a part of the world is a profile: Bedrock answers in any region of that part.
  # https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
  models         = local.intent_provider.name == "bedrock" ? [local.intent_provider.model] : []
  profile_prefix = "/^(apac|au|ca|eu|global|jp|us|us-gov)[.]/"
  profile_arns = {
    for model in local.models : model => join(":", [
      "arn", data.aws_partition.current.partition, "bedrock", data.aws_region.current.name,
      data.aws_caller_identity.current.account_id, "inference-profile/${model}",
    ]) if replace(model, local.profile_prefix, "") != model
  }

  ask_intent_provider = concat(
    [for model in local.models : {
      Sid      = "AskModel"
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.name}::foundation-model/${model}"
    } if !contains(keys(local.profile_arns), model)],
    [for arn in values(local.profile_arns) : {
      Sid      = "AskProfile"
      Effect   = "Allow"
      Action   = "bedrock:InvokeModel"
      Resource = arn
    }],
    [for model, arn in local.profile_arns : {
      Sid       = "AskModelThroughProfile"
      Effect    = "Allow"
      Action    = "bedrock:InvokeModel"
      Resource  = "arn:${data.aws_partition.current.partition}:bedrock:*::foundation-model/${replace(model, local.profile_prefix, "")}"
      Condition = { StringEquals = { "bedrock:InferenceProfileArn" = arn } }
    }],
    # A sentiment has no ARN.
    [for name in [local.intent_provider.name] : {
      Sid       = "HearSentiment"
      Effect    = "Allow"
      Action    = "comprehend:DetectSentiment"
      Resource  = "*"
      Condition = { StringEquals = { "aws:RequestedRegion" = data.aws_region.current.name } }
    } if name == "comprehend"],
  )
}
