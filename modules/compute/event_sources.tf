locals {
  event_sources = {
    dead_letters  = { queue = var.alerts.dead_letter_queue, batch_size = 10 }
    deliver_alert = { queue = var.alerts.queue, batch_size = var.compute.delivery_batch_size }
    sms_reply     = { queue = var.alerts.text_replies.queue, batch_size = 10 }
  }
}

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = local.event_sources

  event_source_arn = each.value.queue.arn
  function_name    = aws_lambda_alias.live[each.key].arn
  batch_size       = each.value.batch_size

  # Never more copies than are reserved: a throttled message counts as received, and three times is dead.
  scaling_config {
    maximum_concurrency = var.compute.reserved_concurrency[each.key]
  }

  # One poisoned message must not send its neighbours round again.
  function_response_types = ["ReportBatchItemFailures"]

  lifecycle {
    precondition {
      condition     = each.value.queue.visibility_timeout_s >= local.functions[each.key].timeout_s
      error_message = "A queue hides a message at least as long as its function may run, or two copies run at once."
    }
  }
}
