# A template, because a condition would still have everything that speaks to the database wait for RDS: 80 s that an
# embedded environment, whose PostgreSQL is another one, need not wait.
locals {
  database_hosts        = var.addresses.database_hosts
  database_direct_hosts = var.addresses.database_hosts
}
