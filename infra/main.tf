# The five modules and the wires between them. Modules never name one another: what one needs of
# the next passes through here.
locals {
  name          = "alphawolf-${var.environment}"
  database_name = "alphawolf"
  database_port = 5432
}

module "network" {
  source = "../../../modules/network"

  name         = local.name
  network      = var.network
  features     = var.features
  boundary_arn = module.security.boundary_arn
  logs         = { key_arn = module.security.key_arns.logs, retention_days = var.compute.log_retention_days }
  ports        = { api = local.api_address.port, database = local.database_port }
}

module "security" {
  source = "../../../modules/security"

  name                = local.name
  security            = var.security
  features            = var.features
  deletion_protection = var.data.deletion_protection
  deployment          = { environment = var.environment, state = var.backend }
  health_bucket_arns  = [module.data.speech_bucket.arn]
  log_retention_days  = var.compute.log_retention_days

  function = {
    zip          = var.artifacts.workers_zip
    runtime      = var.compute.lambda_runtime
    architecture = var.compute.lambda_architecture
  }

  record_buckets = {
    audit  = module.data.audit_bucket.name
    config = module.data.config_bucket.name
  }

  observed = {
    database  = module.data.database_identifier
    ecs       = { cluster = module.compute.cluster, service = module.compute.service }
    functions = { for key, function in module.compute.functions : key => function.name }
    queues    = { alerts = module.data.alerts_queue.name, dead_letters = module.data.alerts_dead_letter_queue.name }
    texts     = { dead_letters = module.data.text_replies.dead_letter_queue.name, monthly_limit_usd = var.compute.texts.monthly_limit_usd }
    rest_api  = { name = module.edge.rest_api.name, stage = module.edge.rest_api.stage }
    vpc       = { id = module.network.vpc_id, public_route_table_ids = module.network.public_route_table_ids }
    web_acls  = module.edge.web_acl_names
    websocket = { id = module.edge.websocket.id, stage = module.edge.websocket.stage }
  }
}

module "data" {
  source = "../../../modules/data"

  name                  = local.name
  data                  = var.data
  database              = { name = local.database_name, port = local.database_port }
  features              = var.features
  boundary_arn          = module.security.boundary_arn
  key_arns              = module.security.key_arns
  log_retention_days    = var.compute.log_retention_days
  distribution_arns     = module.edge.cdn[*].distribution_arn
  fresh_passwords       = local.fresh_passwords
  owner_password        = local.owner_password
  rotation_function_arn = module.compute.functions.rotate_secret.arn

  network = {
    subnet_ids        = module.network.subnet_ids.database
    security_group_id = module.network.security_group_ids.database
  }
}

module "compute" {
  source = "../../../modules/compute"

  name          = local.name
  compute       = var.compute
  artifacts     = var.artifacts
  features      = var.features
  key_arns      = module.security.key_arns
  notifications = local.notifications
  speech_bucket = module.data.speech_bucket

  api = merge(local.api_address, {
    target_group_arn = module.edge.target_group_arn
    stage            = module.edge.rest_stage
  })

  operations = {
    alarm_topic_arn = module.security.alarm_topic_arn
    boundary_arn    = module.security.boundary_arn
    environment     = var.environment
  }

  alerts = {
    topic_arn         = module.data.alerts_topic_arn
    queue             = module.data.alerts_queue
    dead_letter_queue = module.data.alerts_dead_letter_queue
    text_replies      = module.data.text_replies
  }

  database = {
    name             = local.database_name
    hosts            = local.database_hosts
    direct_hosts     = local.database_direct_hosts
    proxied          = var.data.proxy
    sslmode          = var.features.database_tls ? "verify-full" : "disable"
    owner_secret_arn = module.data.database_secret_arns.owner
    app_secret_arn   = module.data.database_secret_arns.app
  }

  user_pools = [
    for group, pool in module.security.user_pools :
    {
      issuer        = pool.issuer
      client_id     = pool.client_id
      jwks_url      = local.jwks_urls[group]
      second_factor = pool.second_factor
    }
  ]

  network = {
    private_subnet_ids = module.network.subnet_ids.private
    security_group_ids = module.network.security_group_ids
  }
}

module "edge" {
  source = "../../../modules/edge"

  name                = local.name
  edge                = var.edge
  features            = var.features
  boundary_arn        = module.security.boundary_arn
  deletion_protection = var.data.deletion_protection
  functions           = module.compute.functions
  log_key_arn         = module.security.key_arns.logs
  log_retention_days  = var.compute.log_retention_days

  api = {
    port       = local.api_address.port
    direct_url = local.embedded ? var.addresses.api_url : null
  }

  buckets = {
    access_logs = module.data.access_logs_bucket
    art         = module.data.art_bucket
    speech      = module.data.speech_bucket
  }

  network = {
    vpc_id             = module.network.vpc_id
    private_subnet_ids = module.network.subnet_ids.private
    security_group_id  = module.network.security_group_ids.load_balancer
  }
}
