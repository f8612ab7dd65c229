# What goes wrong with calling while no function fails. The first two count lines of escalate's log, whose metrics
# api.domain.log_keys declares.
locals {
  text_alarms = {
    alert-healed = {
      description = "A call had no next step and was given one: a fault of our own let it stand still."
      metric      = "AlphaWolf count Sum"
      dimensions  = { event = "alert_healed", function = var.observed.functions.escalate }
      above       = 0
      minutes     = 1
    }
    alert-stuck = {
      description = "A call that nobody has answered did not go on in time: somebody may be waiting for help."
      metric      = "AlphaWolf count Sum"
      dimensions  = { event = "alert_stuck", function = var.observed.functions.escalate }
      above       = 0
      minutes     = 1
    }
    texts-dead = {
      description = "What a caregiver answered by text could not be done, or what became of texts not be noted."
      metric      = "AWS/SQS ApproximateNumberOfMessagesVisible Maximum"
      dimensions  = { QueueName = var.observed.texts.dead_letters }
      above       = 0
      minutes     = 1
    }
    texts-near-limit = {
      description = "Four fifths of what texts may cost this month are spent: at the limit no telephone rings any more."
      metric      = "AWS/SNS SMSMonthToDateSpentUSD Maximum"
      dimensions  = {}
      above       = 0.8 * var.observed.texts.monthly_limit_usd
      minutes     = 1
    }
  }
}
