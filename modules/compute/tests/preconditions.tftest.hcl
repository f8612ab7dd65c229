mock_provider "aws" {
  override_during = plan
  source          = "./tests/mocks"
}

run "refuses_a_queue_that_shows_a_message_twice_while_it_is_worked_on" {
  command = plan
  variables {
    alerts = {
      topic_arn         = "arn:aws:sns:us-east-1:123456789012:alerts"
      queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:alerts", visibility_timeout_s = 9 }
      dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:dead", visibility_timeout_s = 30 }
      text_replies = {
        queue             = { arn = "arn:aws:sqs:us-east-1:123456789012:text-replies", visibility_timeout_s = 30 }
        dead_letter_queue = { arn = "arn:aws:sqs:us-east-1:123456789012:texts-dead" }
      }
    }
  }
  expect_failures = [aws_lambda_event_source_mapping.queue["deliver_alert"]]
}
