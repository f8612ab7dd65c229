"""Whom and what the examples speak of: Sam, who presses, and Ana, who comes."""

SAM = "5f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11"
ANA = "7e3b4b0e-6a5f-4c0f-9a31-2d8f0c9b1f10"
SAMS_ACCOUNT = "8a1d6c02-3b7e-4f4d-8c52-6e9f0a1b2c33"
ALERT = "b2c4a9f0-51d8-4e6b-9d0a-7c3e5f8a1b46"
BOARD = "3f0c1d7e-7a54-4f7e-9f5b-0d9d6a8d0f11"
SCHOOL = "c5e8f1a2-0b4d-4c7e-8f90-1a2b3c4d5e6f"
TASK = "7d0a1c8e-52a2-4a55-9a3f-6a1c8e52a24a"
